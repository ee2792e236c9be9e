// SPDX-License-Identifier: Apache-2.0

// Package sample turns seeds into choices: the order of the training data
// (spec R5), seeds from a beacon, and the parts of the work that an audit
// looks at (spec A1). Every choice is a pure function of its inputs in integer
// arithmetic, so the trainer, the verifier and the chain make the same one.
//
// Where the randomness comes from is not decided here: beacon values and VRF
// outputs are given, and are trusted to be what their modules verified.
package sample
