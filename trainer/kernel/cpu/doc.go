// SPDX-License-Identifier: Apache-2.0

// Package cpu executes operators fast on processors: in portable Go, with AVX2
// and with AVX-512, chosen at run time. All give the bits of package ref; the
// build tag noasm leaves only the portable code.
//
// A matrix product is cut into tiles of the output. A tile packs operands into
// panels and runs chains of fma over 8 rows by one panel of columns; k ascends
// inside every chain and chains are added in order, so neither tiles nor threads
// show in the bits (N3). Rows of A that are near each other are read where they
// lie.
//
// Products of profile i8x2 (N9) have their own tiles: rows of both operands are
// quantised and packed a block of 1024 terms at a time, and sums of integers have
// no order at all.
//
// The vector code is generated from asm/ by "go generate"; elementwise code is
// compiled from the expressions of chain/program themselves.
package cpu

//go:generate go run asm/asm.go asm/product.go asm/pack.go asm/map.go asm/reduce.go asm/slice.go asm/quantise.go -out zcpu_amd64.s -stubs zstub_amd64.go -pkg cpu
