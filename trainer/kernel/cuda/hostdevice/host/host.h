// SPDX-License-Identifier: Apache-2.0
//
// The words of CUDA C for a processor: a block of threads is a set of fibres
// that take turns, and shared memory is static. Blocks run one after another.
// Nothing here knows what a kernel computes.
#pragma once

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DEVICE static inline
#define DEVICE_MEMBER inline
#define CONSTANT static const
#define SHARED static
#define UNROLL
#define BARRIER_OF_COMPILER
#define UNROLL_BY(n)

struct Dim {
    unsigned x, y, z;
};
extern Dim threadIdx, blockIdx, blockDim, gridDim;

// A kernel is found by its name.
typedef void (*Body)(const void *params);
struct Named {
    Named(const char *name, Body body, size_t size);
};
#define KERNEL(name, Params)                                                       \
    static void name(const Params p);                                              \
    static void name##_body(const void *params) { name(*(const Params *)params); } \
    static Named name##_named(#name, name##_body, sizeof(Params));                 \
    static void name(const Params p)
#define KERNEL_OF(threads, blocks, name, Params) KERNEL(name, Params)

void __syncthreads();
float __shfl_down_sync(unsigned mask, float v, int delta);
unsigned __ballot_sync(unsigned mask, bool v);
static inline int __popc(unsigned v) { return __builtin_popcount(v); }

struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
static inline float4 make_float4(float x, float y, float z, float w) { return float4{x, y, z, w}; }

static inline unsigned __float_as_uint(float x) {
    unsigned b;
    memcpy(&b, &x, 4);
    return b;
}
static inline float __uint_as_float(unsigned b) {
    float x;
    memcpy(&x, &b, 4);
    return x;
}

// Compiled with -ffp-contract=off: each is one rounding.
static inline float __fadd_rn(float a, float b) { return a + b; }
static inline float __fsub_rn(float a, float b) { return a - b; }
static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float a) { return sqrtf(a); }
static inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
static inline float __int2float_rn(int v) { return (float)v; }
static inline float __ll2float_rn(long long v) { return (float)v; }
