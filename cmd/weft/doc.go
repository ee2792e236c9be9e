// SPDX-License-Identifier: Apache-2.0

// Weft is the program of those who submit, train and verify. What it does
// without a chain is under "weft lab"; "weft doctor" checks the machine.
//
// Options are read from flags, then from the environment (WEFT_ and the name
// in capitals, dashes as underscores), then from <home>/config.toml, then from
// defaults. Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused by the chain,
// 4 the node is not reachable. With --output json every result is JSON, one
// object a line; the guides under docs/guides list the fields.
package main
