// SPDX-License-Identifier: Apache-2.0

// Package referee recomputes one element of one operator: the scalar rule of
// every kind, in integer arithmetic. A dispute ends in one call of Element on
// the chain; nobody votes on who lied (docs/spec/referee.md).
//
// It is the judge of single elements and not an engine: trainer/engine
// executes programs, with the same bits.
//
// Element reads what it needs through a Reader, in the order of
// program.Witness, each range once. So the same code makes a witness (with a
// Recorder over the values themselves) and checks one (over the ranges that a
// witness opens). Work bounds the arithmetic before anything is read.
//
// The package is pure, deterministic and total: any bytes give an element or
// an error, never a panic. Numbers are uint32 holding binary32 (package
// softfloat); no floating-point instruction is in the compiled code.
package referee
