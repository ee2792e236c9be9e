// SPDX-License-Identifier: Apache-2.0
//
// BLAKE3 of the leaves of a blob (docs/spec/content.md, K1): a block of threads
// hashes one leaf of up to 1024 chunks of 1024 bytes.
#pragma once

#include "device.cuh"

namespace weft {

enum { CHUNK_START = 1, CHUNK_END = 2, PARENT = 4, ROOT = 8, LEAF_CHUNKS = 1024 };

CONSTANT u32 iv[8] = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};

DEVICE u32 right(u32 x, int n) { return x >> n | x << (32 - n); }

DEVICE void mix(u32 &a, u32 &b, u32 &c, u32 &d, u32 x, u32 y) {
    a += b + x;
    d = right(d ^ a, 16);
    c += d;
    b = right(b ^ c, 12);
    a += b + y;
    d = right(d ^ a, 8);
    c += d;
    b = right(b ^ c, 7);
}

// compress replaces h by the chaining value of a block m, which it permutes.
DEVICE void compress(u32 (&h)[8], u32 (&m)[16], u64 counter, u32 length, u32 flags) {
    u32 v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
    u32 v8 = iv[0], v9 = iv[1], va = iv[2], vb = iv[3], vc = (u32)counter, vd = (u32)(counter >> 32), ve = length, vf = flags;
    UNROLL for (int round = 0; round < 7; round++) {
        mix(v0, v4, v8, vc, m[0], m[1]);
        mix(v1, v5, v9, vd, m[2], m[3]);
        mix(v2, v6, va, ve, m[4], m[5]);
        mix(v3, v7, vb, vf, m[6], m[7]);
        mix(v0, v5, va, vf, m[8], m[9]);
        mix(v1, v6, vb, vc, m[10], m[11]);
        mix(v2, v7, v8, vd, m[12], m[13]);
        mix(v3, v4, v9, ve, m[14], m[15]);
        if (round == 6) break;
        u32 w[16] = {m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8]};
        UNROLL for (int i = 0; i < 16; i++) m[i] = w[i];
    }
    h[0] = v0 ^ v8, h[1] = v1 ^ v9, h[2] = v2 ^ va, h[3] = v3 ^ vb;
    h[4] = v4 ^ vc, h[5] = v5 ^ vd, h[6] = v6 ^ ve, h[7] = v7 ^ vf;
}

// word is 4 bytes from at on, absent ones 0.
DEVICE u32 word(const unsigned char *x, i64 at, i64 n) {
    if (at + 4 <= n && ((u64)(x + at) & 3) == 0) return *(const u32 *)(x + at);
    u32 v = 0;
    for (int i = 0; i < 4; i++)
        if (at + i < n) v |= (u32)x[at + i] << (8 * i);
    return v;
}

// chunk is the chaining value of chunk c of n bytes.
DEVICE void chunk(u32 (&h)[8], const unsigned char *x, i64 n, int c, u32 last) {
    UNROLL for (int i = 0; i < 8; i++) h[i] = iv[i];
    i64 at = (i64)c * 1024, end = n < at + 1024 ? n : at + 1024;
    u32 flags = CHUNK_START;
    bool aligned = ((u64)x & 15) == 0;
    do {
        u32 m[16];
        u32 length = end - at < 64 ? (u32)(end - at) : 64u;
        if (aligned && length == 64) {
            const uint4 *q = (const uint4 *)(x + at);
            UNROLL for (int i = 0; i < 4; i++) {
                uint4 v = q[i];
                m[4 * i] = v.x, m[4 * i + 1] = v.y, m[4 * i + 2] = v.z, m[4 * i + 3] = v.w;
            }
        } else {
            UNROLL for (int i = 0; i < 16; i++) m[i] = word(x, at + 4 * i, end);
        }
        at += 64;
        if (at >= end) flags |= CHUNK_END | last;
        compress(h, m, (u64)c, length, flags);
        flags = 0;
    } while (at < end);
}

// hash_leaves: leaf i is bytes [i * size, (i + 1) * size) or to the end. Neighbours
// are joined level by level; one without a neighbour goes up as it is, which is
// the tree of BLAKE3.
KERNEL_OF(256, 2, hash_leaves, Hash) {
    SHARED u32 cv[8][LEAF_CHUNKS]; // word by word: threads meet in no bank
    const unsigned char *x = (const unsigned char *)p.in + (i64)blockIdx.x * p.size;
    i64 n = p.bytes - (i64)blockIdx.x * p.size;
    n = n < p.size ? n : p.size;
    int chunks = n > 1024 ? (int)((n + 1023) / 1024) : 1;
    for (int c = threadIdx.x; c < chunks; c += 256) {
        u32 h[8];
        chunk(h, x, n, c, chunks == 1 ? ROOT : 0);
        UNROLL for (int i = 0; i < 8; i++) cv[i][c] = h[i];
    }
    __syncthreads();
    while (chunks > 1) {
        u32 h[2][8];
        UNROLL for (int turn = 0; turn < 2; turn++) { // 1024 chunks are 512 pairs
            int c = (int)threadIdx.x + turn * 256;
            if (2 * c >= chunks) continue;
            UNROLL for (int i = 0; i < 8; i++) h[turn][i] = cv[i][2 * c];
            if (2 * c + 1 >= chunks) continue;
            u32 m[16];
            UNROLL for (int i = 0; i < 8; i++) m[i] = cv[i][2 * c], m[8 + i] = cv[i][2 * c + 1], h[turn][i] = iv[i];
            compress(h[turn], m, 0, 64, chunks == 2 ? PARENT | ROOT : PARENT);
        }
        __syncthreads();
        UNROLL for (int turn = 0; turn < 2; turn++) {
            int c = (int)threadIdx.x + turn * 256;
            if (2 * c >= chunks) continue;
            UNROLL for (int i = 0; i < 8; i++) cv[i][c] = h[turn][i];
        }
        __syncthreads();
        chunks = (chunks + 1) / 2;
    }
    if (threadIdx.x < 8) ((u32 *)p.out)[(i64)blockIdx.x * 8 + threadIdx.x] = cv[threadIdx.x][0];
}

} // namespace weft
