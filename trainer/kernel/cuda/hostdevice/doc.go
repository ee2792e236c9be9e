// SPDX-License-Identifier: Apache-2.0

// Package hostdevice plays a GPU on a processor: the kernels of
// trainer/kernel/cuda/src, compiled by a C++ compiler with a header that gives
// the words of CUDA C another meaning, in a process of their own that shares
// memory with this one. A block of threads is a set of fibres, and launches come
// in order over a pipe and are not waited for, as on a GPU.
//
// So everything but the GPU itself is tested without one: every kernel's
// arithmetic, indices, barriers and shuffles, and the whole of what stands above
// a cuda.Driver. It is no way to train, and shows nothing of speed.
package hostdevice
