// SPDX-License-Identifier: Apache-2.0
//
// Operators that move numbers or look them up: copies, gathers, scatters,
// rotary turns, documents.
#pragma once

#include "device.cuh"

namespace weft {

// EACH visits elements 0 to n-1, neighbours by neighbouring threads.
#define EACH(i, n) \
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += (i64)gridDim.x * blockDim.x)

// copy_elements turns a tensor: dimensions innermost first.
KERNEL(copy_elements, Copy) {
    EACH(i, p.elements) {
        i64 at = p.offset, rest = i;
        for (int d = 0; d < p.rank; d++) {
            i64 q = p.elements <= 0x7fffffff ? (u32)rest / (u32)p.size[d] : rest / p.size[d];
            at += (rest - q * p.size[d]) * p.stride[d];
            rest = q;
        }
        u32 v = ((const u32 *)p.in)[at];
        ((u32 *)p.out)[i] = p.numbers ? canonical(v) : v;
    }
}

// move_units copies memory that does not overlap, in units of 16, 4, 2 or 1
// bytes.
KERNEL(move_units, Move) {
    switch (p.unit) {
    case 16: EACH(i, p.count) ((float4 *)p.out)[i] = ((const float4 *)p.in)[i]; break;
    case 4: EACH(i, p.count) ((u32 *)p.out)[i] = ((const u32 *)p.in)[i]; break;
    case 2: EACH(i, p.count) ((unsigned short *)p.out)[i] = ((const unsigned short *)p.in)[i]; break;
    default: EACH(i, p.count) ((unsigned char *)p.out)[i] = ((const unsigned char *)p.in)[i];
    }
}

KERNEL(gather_rows, Gather) {
    EACH(i, p.rows * p.width) {
        i64 row = i / p.width;
        u32 id = ((const u32 *)p.ids)[row];
        if ((i64)id >= p.limit) id = 0;
        ((u32 *)p.out)[i] = canonical(((const u32 *)p.in)[row * p.rowStride + id * p.idStride + (i - row * p.width)]);
    }
}

// scatter_start gives every row its start value; scatter_tokens adds to it.
KERNEL(scatter_start, Scatter) {
    EACH(i, p.rows * p.width) ((u32 *)p.out)[i] = p.start != 0 ? canonical(((const u32 *)p.start)[i]) : 0u;
}

DEVICE u32 tokenOf(const Scatter &p, i64 t) {
    u32 id = ((const u32 *)p.ids)[t];
    return (i64)id >= p.rows ? 0u : id;
}

// scatter_tokens: the block of the first token of its id adds all tokens of
// that id, ascending, each thread one column. Other blocks do nothing.
KERNEL_OF(256, 1, scatter_tokens, Scatter) {
    SHARED u32 found[8];
    SHARED int list[256];
    i64 token = blockIdx.x / p.slices;
    i64 col = (i64)(blockIdx.x % p.slices) * 256 + threadIdx.x;
    int warp = threadIdx.x / 32;
    u32 id = tokenOf(p, token);
    bool earlier = false;
    for (i64 t = threadIdx.x; t < token; t += 256) earlier = earlier || tokenOf(p, t) == id;
    u32 any = __ballot_sync(0xffffffffu, earlier);
    if (threadIdx.x % 32 == 0) found[warp] = any;
    __syncthreads();
    any = 0;
    for (int w = 0; w < 8; w++) any |= found[w];
    if (any != 0) return;
    float *out = (float *)p.out + (i64)id * p.width + col;
    float v = col < p.width ? *out : 0.0f;
    for (i64 first = token; first < p.tokens; first += 256) {
        i64 t = first + threadIdx.x;
        bool same = t < p.tokens && tokenOf(p, t) == id;
        u32 mine = __ballot_sync(0xffffffffu, same);
        __syncthreads(); // the list before has been read
        if (threadIdx.x % 32 == 0) found[warp] = mine;
        __syncthreads();
        int n = 0, at = 0;
        for (int w = 0; w < 8; w++) {
            if (w == warp) at = n + __popc(mine & ((1u << threadIdx.x % 32) - 1u));
            n += __popc(found[w]);
        }
        if (same) list[at] = (int)threadIdx.x;
        __syncthreads();
        if (col >= p.width) continue;
        const float *dx = (const float *)p.dx + col * p.column + first * p.token;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            float u[8];
            UNROLL for (int j = 0; j < 8; j++) u[j] = dx[list[i + j] * p.token];
            UNROLL for (int j = 0; j < 8; j++) v = add(v, u[j]);
        }
        for (; i < n; i++) v = add(v, dx[list[i] * p.token]);
    }
    if (col < p.width) *out = canonical(v);
}

// rope_pairs turns pair (i, i + half) of each head.
KERNEL(rope_pairs, Rope) {
    EACH(i, p.rows * p.heads * p.half) {
        i64 pair = i % p.half, head = i / p.half, row = head / p.heads;
        u32 pos = ((const u32 *)p.pos)[row % p.positions];
        i64 angle = ((i64)pos >= p.context ? 0 : (i64)pos * p.half) + pair;
        float c = ((const float *)p.cos)[angle], s = ((const float *)p.sin)[angle];
        if (p.inverse) s = neg(s);
        const float *x = (const float *)p.in + head * 2 * p.half + pair;
        float *out = (float *)p.out + head * 2 * p.half + pair;
        float x1 = x[0], x2 = x[p.half];
        out[0] = canonical(sub(mul(x1, c), mul(x2, s)));
        out[p.half] = canonical(fma(x2, c, mul(x1, s)));
    }
}

KERNEL(segment_tokens, Segment) {
    EACH(i, p.rows * p.context) {
        i64 c = i % p.context;
        const u32 *ids = (const u32 *)p.ids + (i - c);
        i64 v = c;
        if (p.part == SEGMENT_END) {
            while (v < p.context && ids[v] != p.separator) v++;
            v = v + 1 < p.context ? v + 1 : p.context;
        } else {
            while (v > 0 && ids[v - 1] != p.separator) v--;
            if (p.part == SEGMENT_OFFSET) v = c - v;
        }
        ((u32 *)p.out)[i] = (u32)v;
    }
}

// find_infinite sets the flag of a tensor that holds a number that is not
// finite: all bits of its exponent, which is in its upper half, are set. Every
// thread that writes writes the same. Tensors of a state may lie at addresses
// that are divisible by 2 only.
KERNEL(find_infinite, Finite) {
    const unsigned short *halves = (const unsigned short *)p.in;
    bool bad = false;
    EACH(i, p.elements) bad = bad || (halves[p.type == TYPE_BF16 ? i : 2 * i + 1] & 0x7f80) == 0x7f80;
    if (bad) *(u32 *)p.flag = 1u;
}

} // namespace weft
