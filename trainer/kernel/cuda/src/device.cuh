// SPDX-License-Identifier: Apache-2.0
//
// What every kernel here rests on: the words of CUDA C, and the arithmetic of
// docs/spec/numerics.md. No operator symbol of C works on floats in these
// sources: each operation is an intrinsic that names its rounding, so that no
// option of a compiler can fuse or approximate one.
#pragma once

#ifdef WEFT_HOST
#include "host.h" // the same words for a processor
#else
#define DEVICE static __device__ __forceinline__
#define DEVICE_MEMBER __device__ __forceinline__
#define CONSTANT static __device__ const
#define KERNEL(name, Params) extern "C" __global__ void name(const Params p)
#define KERNEL_OF(threads, blocks, name, Params) \
    extern "C" __global__ void __launch_bounds__(threads, blocks) name(const Params p)
#define SHARED __shared__
#define UNROLL _Pragma("unroll")
#define BARRIER_OF_COMPILER asm volatile("" ::: "memory")
#define UNROLL_BY(n) UNROLL_TEXT(unroll n)
#define UNROLL_TEXT(text) _Pragma(#text)
#endif

typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long i64;

namespace weft {

#include "zparam.cuh"

DEVICE u32 bits(float x) { return __float_as_uint(x); }
DEVICE float number(u32 b) { return __uint_as_float(b); }
DEVICE bool nan(u32 b) { return (b & 0x7fffffffu) > 0x7f800000u; }

// canonical is the bits of x, or those of the one NaN (N1).
DEVICE u32 canonical(u32 b) { return nan(b) ? 0x7fc00000u : b; }
DEVICE float canonical(float x) { return number(canonical(bits(x))); }

// key orders numbers as N1 does: -0 below +0.
DEVICE int key(float x) {
    int b = (int)bits(x);
    return b ^ (int)((u32)(b >> 31) >> 1);
}

DEVICE float smaller(float a, float b) {
    if (nan(bits(a))) return a;
    if (nan(bits(b))) return b;
    return key(b) < key(a) ? b : a;
}

DEVICE float larger(float a, float b) {
    if (nan(bits(a))) return a;
    if (nan(bits(b))) return b;
    return key(b) > key(a) ? b : a;
}

DEVICE float add(float a, float b) { return __fadd_rn(a, b); }
DEVICE float sub(float a, float b) { return __fsub_rn(a, b); }
DEVICE float mul(float a, float b) { return __fmul_rn(a, b); }
DEVICE float fma(float a, float b, float c) { return __fmaf_rn(a, b, c); }
DEVICE float div(float a, float b) { return __fdiv_rn(a, b); }
DEVICE float root(float a) { return __fsqrt_rn(a); }
DEVICE float neg(float a) { return number(bits(a) ^ 0x80000000u); }

// keep is x, or +0 if |x| < 2^-120.
DEVICE float keep(float x) { return (bits(x) & 0x7fffffffu) < 0x03800000u ? 0.0f : x; }

// narrow rounds to bf16, nearest even; the low half of the result is zero.
DEVICE float narrow(float x) {
    u32 b = bits(x);
    if (nan(b)) return number(0x7fc00000u);
    return number((b + 0x7fffu + (b >> 16 & 1u)) & 0xffff0000u);
}

DEVICE float select(float a, float b, float c) { return (bits(a) & 0x7fffffffu) == 0 ? c : b; }

// exponential is exp of N5.
DEVICE float exponential(float x) {
    if (nan(bits(x))) return x;
    if (x < number(EXP_LOW)) return 0.0f;
    if (x > number(EXP_HIGH)) return number(0x7f800000u);
    float t = fma(x, number(LOG2E), number(SHIFT));
    float n = sub(t, number(SHIFT));
    float r = fma(n, number(MINUS_LOW), fma(n, number(MINUS_LN2), x));
    float y = number(exp_poly[0]);
    UNROLL for (int i = 1; i < EXP_TERMS; i++) y = fma(y, r, number(exp_poly[i]));
    y = fma(fma(y, r, 1.0f), r, 1.0f);
    return number(bits(y) + (bits(t) << 23));
}

// logarithm is log of N5.
DEVICE float logarithm(float x) {
    if (nan(bits(x)) || x < 0.0f) return number(0x7fc00000u);
    if (x == 0.0f) return number(0xff800000u);
    if (bits(x) == 0x7f800000u) return x;
    float e = 0.0f;
    if (bits(x) < 0x00800000u) { // subnormal
        x = mul(x, 16777216.0f);
        e = -24.0f;
    }
    u32 b = bits(x) - ROOT_HALF;
    e = add(e, __int2float_rn((int)b >> 23));
    float f = sub(number((b & 0x007fffffu) + ROOT_HALF), 1.0f);
    float z = mul(f, f);
    float q = number(log_poly[0]);
    UNROLL for (int i = 1; i < LOG_TERMS; i++) q = fma(q, f, number(log_poly[i]));
    float y = mul(mul(f, z), q);
    y = fma(e, number(LN2_LOW), y);
    y = fma(-0.5f, z, y);
    return fma(e, number(LN2), add(f, y));
}

// Range is a visible range of positions.
struct Range {
    int first, end;
};

// visible is the range of a row, all of n without a mask.
DEVICE Range visible(const Mask &m, i64 row, int n) {
    if (m.use == MASK_NONE) return Range{0, n};
    i64 at = row / m.div * m.stride + row % m.mod;
    u32 lo = ((const u32 *)m.lo)[at], hi = ((const u32 *)m.hi)[at];
    u32 end = hi < (u32)n ? hi : (u32)n;
    return Range{(int)(lo < end ? lo : end), (int)end};
}

} // namespace weft
