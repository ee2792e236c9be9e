// SPDX-License-Identifier: Apache-2.0

// Package economy plays a job over many rounds with trainers and verifiers that
// do not all do what they should, and counts what each of them earns. Audits are
// drawn by chain/sample, every amount is split by chain/payout, parameters are
// those of the modules: there is no second copy of a rule. What only keepers
// know, the order in which things happen, is played here; docs/guides/economy.md
// says what is modelled and what is not.
//
// A fault is the range of steps that are false. Nothing is trained: a diligent
// verifier that replays a segment with a false step finds it, which is what
// equal bits mean.
//
// A Sim is a pure function of its options: the same seed gives the same result
// on every machine. All money is whole uweft. Floats appear in statistics and in
// the closed formula alone, and the digest covers none of them.
package economy
