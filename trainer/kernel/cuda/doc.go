// SPDX-License-Identifier: Apache-2.0

// Package cuda executes operators on NVIDIA GPUs with the bits of package ref.
//
// The kernels are written in CUDA C (src), compiled to PTX, which is committed
// and which the driver compiles for its GPU. In their sources no operator of C
// works on floats: every operation is an intrinsic that names its rounding, so
// that the rules of docs/spec/numerics.md stand in the text. What the two
// languages share, structs, constants and the expressions of chain/program, is
// generated (gen).
//
// Memory of a Kernel is managed: host and device use the same addresses, pages
// move to the side that touches them, and stay. So the tensors of an engine
// that runs on a Kernel never leave the device between operators, nor between
// steps; the engine reads and writes them only after Wait. Calls on other
// memory work too, by copies there and back.
//
// The package speaks to a Driver. With the build tag cuda that is a GPU, through
// gorgonia.org/cu; in tests it is also hostdevice, the same sources compiled for
// a processor. Operators of the outer step and of initial parameters (encode,
// tally, norm, random) run on the host's kernel, in place.
//
// Not for anything that can do with a processor: without the tag, Open says so.
package cuda

//go:generate go run ./gen src
//go:generate ../../../scripts/ptx.sh
