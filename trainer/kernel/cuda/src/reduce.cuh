// SPDX-License-Identifier: Apache-2.0
//
// Reductions of rows (N4). A warp reduces a block of 4096 elements: its lanes
// are the rule's 32 lanes, and folding by halves is the rule's folding.
#pragma once

#include "device.cuh"

namespace weft {

DEVICE float fold(float v) {
    UNROLL for (int half = 16; half > 0; half /= 2) v = add(v, __shfl_down_sync(0xffffffffu, v, half));
    return v;
}

// largest has no order to keep.
DEVICE float largest(float v) {
    UNROLL for (int half = 16; half > 0; half /= 2) v = larger(v, __shfl_down_sync(0xffffffffu, v, half));
    return v;
}

// lane adds its elements of [first, end) of a block in order.
DEVICE float lane(int term, const float *x, const float *y, int first, int end) {
    int c = (int)threadIdx.x % 32;
    while (c < first) c += 32;
    float v = term == TERM_MAX ? number(0xff800000u) : 0.0f;
    switch (term) {
    case TERM_SUM:
        UNROLL_BY(8) for (; c < end; c += 32) v = add(v, x[c]);
        break;
    case TERM_SQUARE:
        UNROLL_BY(8) for (; c < end; c += 32) v = fma(x[c], x[c], v);
        break;
    case TERM_DOT:
        UNROLL_BY(8) for (; c < end; c += 32) v = add(v, mul(x[c], y[c]));
        break;
    case TERM_MAX:
        UNROLL_BY(8) for (; c < end; c += 32) v = larger(v, x[c]);
        break;
    }
    return v;
}

KERNEL(reduce_rows, Reduce) {
    i64 i = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / 32;
    if (i >= p.rows * p.blocks) return; // whole warps
    i64 row = i / p.blocks;
    int start = (int)(i % p.blocks) * BLOCK_ELEMENTS;
    Range s = visible(p.mask, row, p.cols);
    int first = s.first > start ? s.first - start : 0;
    int end = (s.end < start + BLOCK_ELEMENTS ? s.end : start + BLOCK_ELEMENTS) - start;
    const float *x = (const float *)p.x + row * p.cols + start, *y = (const float *)p.y + row * p.cols + start;
    float v = 0.0f;
    if (p.term == TERM_CHAIN) {
        if (threadIdx.x % 32 == 0)
            for (int c = first; c < end; c++) v = add(v, x[c]);
    } else {
        v = lane(p.term, x, y, first, end);
        v = p.term == TERM_MAX ? largest(v) : fold(v);
    }
    if (threadIdx.x % 32 == 0) ((float *)p.out)[i] = canonical(v);
}

} // namespace weft
