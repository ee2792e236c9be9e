// SPDX-License-Identifier: Apache-2.0

// Package outer is the exchange between rounds, in memory: step 0 of a unit
// (Begin), step H+1 (Encode), and the outer step that every slot computes for
// itself (Fold). Bits equal those of the programs begin, encode and outer of
// chain/program, which is what disputes are about; docs/spec/delta.md has the
// rules.
//
// A delta is integer codes with power-of-two scales, so sums are exact: deltas
// may be added in any order, tree or split (Sum), and one that is proven false
// is taken out by folding again from the outer state before its round (Refold).
//
// Nothing here knows the chain, the store or an engine. Callers bring which
// deltas a round included and their norms, which are facts of the chain, and
// memory: tensors in the order of the specification, such as views of an
// engine's state (Exchange.Tensors). A malformed block of a delta counts as
// zeros; Check finds it.
package outer
