// SPDX-License-Identifier: Apache-2.0

// Package app wires the weft chain: the SDK's modules, IBC with token transfer, and the protocol's own modules under x/, into one ABCI
// application. Wiring is by hand, in one file per concept: keepers and what they may reach, the order of the modules in every phase,
// permissions of module accounts, the ante chain, proposals, the default genesis, upgrades, export, invariants.
//
// Nothing imports this package but cmd and app/devnet: keeper tests build the keepers they need, because linking the whole application
// takes half a minute. The application is deterministic: everything that differs between two nodes (database, pruning, minimum gas
// price, the invariant period) is outside of the state.
package app
