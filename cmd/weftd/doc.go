// SPDX-License-Identifier: Apache-2.0

// Weftd is the node of the weft chain, and the command line of its modules. It follows the conventions of the Cosmos SDK: init, genesis,
// start, keys, tx, query, export, snapshots, rollback; configuration in <home>/config, overridden by flags and by the environment
// (WEFTD_ and the option's name in capitals, dots and dashes as underscores). Upgrades work with cosmovisor.
//
// Submitters, trainers and verifiers use weft instead; the keys of one work in the other.
package main
