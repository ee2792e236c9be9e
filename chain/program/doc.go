// SPDX-License-Identifier: Apache-2.0

// Package program is the one description of the work of a job: the ordered
// list of operators of a training step, of the initialisation, of an
// evaluation and of sampling, as a pure function of the specification.
//
// The trainer executes a program, the verifier replays it, the chain judges
// one element of it. Nobody else describes the model. An operator has a kind
// out of a small alphabet, static attributes, inputs (earlier outputs or
// inputs of the program) and exactly one output of a static shape. The scalar
// rule of every kind, with each rounding point, is docs/spec/program.md; the
// arithmetic under it is docs/spec/numerics.md.
//
// A Program is a layout and not a list: stages of operators that repeat for
// every layer and every micro-batch. At returns operator k by emitting one
// repetition of one stage, so its cost depends neither on the depth of the
// model nor on the micro-batches. The same holds for Digest, which covers the
// layout and the first, second and last repetition of every stage: repetition
// i is the same code for all i.
//
// The package is pure, deterministic and integer only: constants are computed
// in rational or 320-bit arithmetic and rounded once to binary32. A hostile
// specification is refused before anything is computed from it.
package program
