// SPDX-License-Identifier: Apache-2.0
//
// Elementwise expressions. The expressions themselves are generated from
// chain/program (zexpr.cuh); here is how their operands are read.
#pragma once

#include "device.cuh"

namespace weft {

// operand is element (row, col) of operand j, i being its index.
DEVICE float operand(const Map &p, int j, i64 i, i64 row, i64 col) {
    const void *x = (const void *)p.in[j];
    i64 at = i;
    switch (p.mode[j]) {
    case MODE_ROW: at = row; break;
    case MODE_COL: at = col; break;
    case MODE_SCALAR: at = 0; break;
    case MODE_HOT: return ((const u32 *)x)[row] == (u32)col ? 1.0f : 0.0f;
    }
    switch (p.type[j]) {
    case TYPE_BF16: return number((u32)((const unsigned short *)x)[at] << 16);
    case TYPE_I64: return __ll2float_rn(((const i64 *)x)[at]);
    }
    return ((const float *)x)[at];
}

DEVICE void deliver(const Map &p, i64 i, float v) {
    u32 b = canonical(bits(v));
    if (p.outType == TYPE_BF16) ((unsigned short *)p.out)[i] = (unsigned short)(b >> 16);
    else ((u32 *)p.out)[i] = b;
}

// mapped evaluates an expression of N operands on every element. If no operand
// cares where a row ends, there is one row.
template <int N, typename Expr>
DEVICE void mapped(const Map &p, Expr expr) {
    i64 n = p.rows * p.cols, stride = (i64)gridDim.x * blockDim.x;
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
        i64 row = 0, col = i;
        if (p.rows > 1) {
            row = n <= 0x7fffffff ? (u32)i / (u32)p.cols : i / p.cols;
            col = i - row * p.cols;
        }
        float v[N];
        bool there = true;
        if (p.mask.use != MASK_NONE) {
            Range s = visible(p.mask, row, (int)p.cols);
            there = col >= s.first && col < s.end;
        }
        if (there) {
            UNROLL for (int j = 0; j < N; j++) v[j] = operand(p, j, i, row, col);
            deliver(p, i, expr(v));
        } else {
            deliver(p, i, 0.0f);
        }
    }
}

// flat is mapped where every operand is numbers of the output's shape, or one
// number: four elements at a time.
template <int N, typename Expr>
DEVICE void flat(const Map &p, Expr expr) {
    i64 n = p.rows * p.cols, stride = (i64)gridDim.x * blockDim.x;
    float one[N];
    UNROLL for (int j = 0; j < N; j++) one[j] = p.mode[j] == MODE_SCALAR ? ((const float *)p.in[j])[0] : 0.0f;
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < n / 4; i += stride) {
        float4 v[N];
        UNROLL for (int j = 0; j < N; j++) {
            if (p.mode[j] == MODE_SCALAR) v[j] = make_float4(one[j], one[j], one[j], one[j]);
            else v[j] = ((const float4 *)p.in[j])[i];
        }
        float x[N], y[N], z[N], w[N];
        UNROLL for (int j = 0; j < N; j++) x[j] = v[j].x, y[j] = v[j].y, z[j] = v[j].z, w[j] = v[j].w;
        ((float4 *)p.out)[i] = make_float4(canonical(expr(x)), canonical(expr(y)), canonical(expr(z)), canonical(expr(w)));
    }
    i64 i = n / 4 * 4 + (i64)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        float x[N];
        UNROLL for (int j = 0; j < N; j++) x[j] = p.mode[j] == MODE_SCALAR ? one[j] : ((const float *)p.in[j])[i];
        ((float *)p.out)[i] = canonical(expr(x));
    }
}

#include "zexpr.cuh"

} // namespace weft
