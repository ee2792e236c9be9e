// SPDX-License-Identifier: Apache-2.0

// Package ref is the slow, obviously right implementation of every kind of
// operator: one scalar rule for each, applied element by element, in the order
// that docs/spec/numerics.md gives. Other kernels are compared with it, so it
// is written for reading and never optimised.
//
// The rules are written once, over an arithmetic (Numbers). With Binary32 they
// are the definition. Tests run them in float64 too, to check the mathematics
// against finite differences.
//
// Every product that is added to something is written float32(x*y) + z: the
// Go compiler fuses the unconverted form on several platforms.
package ref
