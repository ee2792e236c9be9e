// SPDX-License-Identifier: Apache-2.0

// Package tensor holds the memory of tensors: dense, row-major, little-endian,
// on cache-line boundaries. It has no shapes of its own and no arithmetic:
// chain/program says what lies where, trainer/kernel computes.
//
// A Tensor is a view; copying it copies no data. Reading its elements as
// numbers reinterprets the bytes, so the package refuses to run on a
// big-endian machine.
package tensor
