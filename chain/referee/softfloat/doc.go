// SPDX-License-Identifier: Apache-2.0

// Package softfloat is binary32 arithmetic with integers alone: the numbers of
// N1 and N2 and the functions of N5 (docs/spec/numerics.md), for the chain.
//
// A number is a uint32 that holds its bits. Every operation rounds once, to
// nearest, ties to even, keeps subnormals, and answers the one NaN of N1
// (program.NaN) for any NaN. Nothing is flushed, trapped or flagged.
//
// It is not fast as kernels are fast, and not general: there is one format and
// one rounding. All of it goes through one function, round, from an integer
// times a power of two.
package softfloat
