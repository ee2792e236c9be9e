// SPDX-License-Identifier: Apache-2.0
//
// Matrix products (N3). A block of threads computes a tile of the output, each
// thread 8 x 8 elements as chains of fma in registers, k ascending. Where a
// block of 2048 terms ends, chains are added to the output in memory, which
// only this thread touches: so blocks are added in order.
//
// Terms come 16 at a time through shared memory, which holds them k by k, twice:
// while threads compute on one half they load the next terms into registers
// and store them in the other half.
#pragma once

#include "device.cuh"

namespace weft {

enum { DEPTH = 16 };

// swizzled is where row r of term k lies in a line of shared memory. A line is
// stored either along r or along k; either way no two of the threads that
// store together meet in a bank.
DEVICE int swizzled(int k, int r) { return r ^ ((k >> 2 & 3) << 3); }

// Loader brings ROWS rows of an operand to shared memory.
template <int ROWS, int THREADS>
struct Loader {
    enum { RUNS = ROWS * DEPTH / 4 / THREADS }; // runs of 4 elements each thread loads
    const float *from[RUNS]; // where the next terms of each run lie
    float held[RUNS][4];
    u32 inside; // bit of each run that is next to each other and in the operand, but for its terms

    DEVICE_MEMBER static void place(const Operand &o, int run, int &r, int &k) {
        int i = (int)threadIdx.x + run * THREADS;
        if (o.layout == ALONG_TERMS) {
            r = i >> 2;
            k = (i & 3) << 2;
        } else {
            r = i % (ROWS / 4) << 2;
            k = i / (ROWS / 4);
        }
    }

    DEVICE_MEMBER void begin(const Operand &o, const float *data, int rows) {
        inside = 0;
        UNROLL for (int run = 0; run < RUNS; run++) {
            int r, k;
            place(o, run, r, k);
            from[run] = data + r * o.row + k * o.term;
            if (o.vector && r + (o.layout == ALONG_TERMS ? 1 : 4) <= rows) inside |= 1u << run;
        }
    }

    // load reads the next n terms of so many rows into registers.
    DEVICE_MEMBER void load(const Operand &o, int rows, int n) {
        UNROLL for (int run = 0; run < RUNS; run++) {
            const float *at = from[run];
            if (n == DEPTH && (inside >> run & 1) != 0 && ((u64)at & 15) == 0) {
                float4 v = *(const float4 *)at;
                held[run][0] = v.x, held[run][1] = v.y, held[run][2] = v.z, held[run][3] = v.w;
            } else {
                scattered(o, run, rows, n);
            }
            from[run] = at + n * o.term;
        }
    }

    // scattered reads a run at the end of an operand, or of elements apart.
    DEVICE_MEMBER void scattered(const Operand &o, int run, int rows, int n) {
        int r, k;
        place(o, run, r, k);
        bool along = o.layout == ALONG_TERMS;
        UNROLL for (int j = 0; j < 4; j++) {
            bool there = along ? r < rows && k + j < n : r + j < rows && k < n;
            held[run][j] = there ? from[run][j * (along ? o.term : o.row)] : 0.0f;
        }
    }

    DEVICE_MEMBER void store(const Operand &o, float *to) const {
        UNROLL for (int run = 0; run < RUNS; run++) {
            int r, k;
            place(o, run, r, k);
            if (o.layout == ALONG_TERMS) {
                UNROLL for (int j = 0; j < 4; j++) to[(k + j) * ROWS + swizzled(k + j, r)] = held[run][j];
            } else {
                *(float4 *)(to + k * ROWS + swizzled(k, r)) = make_float4(held[run][0], held[run][1], held[run][2], held[run][3]);
            }
        }
    }
};

// Tile is what a thread knows of its part of the output.
template <int WARPS_M, int WARPS_N>
struct Tile {
    enum { ROWS = 32 * WARPS_M, COLS = 64 * WARPS_N, THREADS = 32 * WARPS_M * WARPS_N };
    int row, col; // of the tile in its batch
    int myRow, myCol; // of the thread in the tile: rows 4 from myRow and from +16, columns 4 from myCol and from +32
    float acc[8][8];

    DEVICE_MEMBER void begin() {
        int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
        myRow = warp % WARPS_M * 32 + lane / 8 * 4;
        myCol = warp / WARPS_M * 64 + lane % 8 * 4;
        clear();
    }
    DEVICE_MEMBER void clear() {
        UNROLL for (int i = 0; i < 8; i++)
            UNROLL for (int j = 0; j < 8; j++) acc[i][j] = 0.0f;
    }
    DEVICE_MEMBER int rowOf(int i) const { return myRow + (i & 3) + (i >> 2) * 16; }
    DEVICE_MEMBER int colOf(int j) const { return myCol + (j & 3) + (j >> 2) * 32; }

    DEVICE_MEMBER void fragments(const float *a, const float *b, int k, float (&x)[8], float (&y)[8]) const {
        UNROLL for (int h = 0; h < 2; h++) {
            float4 v = *(const float4 *)(a + k * ROWS + swizzled(k, myRow + 16 * h));
            float4 w = *(const float4 *)(b + k * COLS + swizzled(k, myCol + 32 * h));
            x[4 * h] = v.x, x[4 * h + 1] = v.y, x[4 * h + 2] = v.z, x[4 * h + 3] = v.w;
            y[4 * h] = w.x, y[4 * h + 1] = w.y, y[4 * h + 2] = w.z, y[4 * h + 3] = w.w;
        }
    }

    // term continues all chains by term k of the terms in shared memory.
    DEVICE_MEMBER void term(const float *a, const float *b, int k) {
        float x[8], y[8];
        fragments(a, b, k, x, y);
        UNROLL for (int i = 0; i < 8; i++)
            UNROLL for (int j = 0; j < 8; j++) acc[i][j] = fma(x[i], y[j], acc[i][j]);
    }

    DEVICE_MEMBER void terms(const float *a, const float *b, int n) {
        if (n == DEPTH) {
            UNROLL for (int k = 0; k < DEPTH; k++) term(a, b, k);
            return;
        }
        for (int k = 0; k < n; k++) term(a, b, k);
    }

    // maskedTerms leaves out terms that a row does not see: they are no fma.
    DEVICE_MEMBER void maskedTerms(const float *a, const float *b, int first, int n, const Range *seen) {
        for (int k = 0; k < n; k++) {
            float x[8], y[8];
            fragments(a, b, k, x, y);
            UNROLL for (int i = 0; i < 8; i++) {
                Range s = seen[rowOf(i)];
                if (first + k < s.first || first + k >= s.end) continue;
                UNROLL for (int j = 0; j < 8; j++) acc[i][j] = fma(x[i], y[j], acc[i][j]);
            }
        }
    }
};

// Walk is the part of a product that a block of threads computes.
struct Walk {
    int batch, tileRow, tileCol, part;
};

// walk orders tiles so that blocks of threads that run together share rows and
// columns: eight rows of tiles, column after column.
DEVICE Walk walk(const Product &p) {
    i64 tiles = (i64)p.tileRows * p.tileCols, at = blockIdx.x;
    Walk w;
    w.part = (int)(at / (tiles * p.batches));
    at %= tiles * p.batches;
    w.batch = (int)(at / tiles);
    int t = (int)(at % tiles), band = 8 * p.tileCols;
    int first = t / band * 8, height = p.tileRows - first < 8 ? p.tileRows - first : 8;
    w.tileRow = first + t % band % height;
    w.tileCol = t % band / height;
    return w;
}

// first is the first element of an operand's batch.
DEVICE const float *first(const Operand &o, const Product &p, int batch) {
    i64 b0 = batch / (p.batch1 * p.batch2), b1 = batch / p.batch2 % p.batch1, b2 = batch % p.batch2;
    return (const float *)o.data + b0 * o.batch0 + b1 * o.batch1 + b2 * o.batch2;
}

// Way is what a kernel must know beyond plain products: ranges, or terms that
// come in several calls.
enum Way { PLAIN, MASKED, PARTED };

// finish adds a block of terms that ended to the output. Rows of which the
// block has no visible term add nothing, but get their start value. One row at
// a time: its addresses need registers.
template <int WM, int WN, Way WAY>
DEVICE void finish(const Product &p, Tile<WM, WN> &t, const Walk &w, int block, bool begun, const Range *seen) {
    UNROLL for (int i = 0; i < 8; i++) {
        BARRIER_OF_COMPILER;
        int r = t.row + t.rowOf(i);
        if (r >= p.m) continue;
        bool adds = true;
        Range s = Range{0, p.n};
        if (WAY == MASKED && p.mask.use == MASK_TERMS) {
            Range k = seen[t.rowOf(i)];
            int first = k.first > block ? k.first : block, end = k.end < block + BLOCK_TERMS ? k.end : block + BLOCK_TERMS;
            adds = first < end;
        } else if (WAY == MASKED) {
            s = seen[t.rowOf(i)];
        }
        i64 at = ((i64)w.batch * p.m + r) * p.n + t.col;
        const float *start = begun ? (const float *)p.out : (const float *)p.start;
        float *out = (float *)p.out + at;
        if (start != 0) start += at;
        if (WAY == PLAIN && p.parts > 1) { // raw: added in order by product_join
            out += (i64)w.part * p.batches * p.m * p.n;
            UNROLL for (int j = 0; j < 8; j++)
                if (t.col + t.colOf(j) < p.n) out[t.colOf(j)] = t.acc[i][j];
            continue;
        }
        UNROLL for (int j = 0; j < 8; j++) {
            int c = t.colOf(j), col = t.col + c;
            if (col >= p.n) continue;
            float v = start != 0 ? start[c] : 0.0f;
            bool there = adds && col >= s.first && col < s.end;
            out[c] = canonical(there ? add(v, t.acc[i][j]) : v);
        }
    }
}

// chains reads or writes the unfinished chains of a product in several calls.
template <int WM, int WN>
DEVICE void chains(const Product &p, Tile<WM, WN> &t, bool read) {
    UNROLL for (int i = 0; i < 8; i++) {
        BARRIER_OF_COMPILER;
        float *x = (float *)p.chains + (i64)(t.row + t.rowOf(i)) * p.n + t.col;
        UNROLL for (int j = 0; j < 8; j++) {
            if (t.row + t.rowOf(i) >= p.m || t.col + t.colOf(j) >= p.n) continue;
            if (read) t.acc[i][j] = x[t.colOf(j)];
            else x[t.colOf(j)] = t.acc[i][j];
        }
    }
}

// look reads the ranges of the tile's rows, and returns their union.
template <int ROWS, int THREADS>
DEVICE Range look(const Product &p, const Walk &w, int row, Range *seen) {
    int n = p.mask.use == MASK_TERMS ? p.k : p.n;
    for (int r = threadIdx.x; r < ROWS; r += THREADS)
        seen[r] = row + r < p.m ? visible(p.mask, (i64)w.batch * p.m + row + r, n) : Range{0, 0};
    __syncthreads();
    Range all = Range{n, 0};
    for (int r = 0; r < ROWS; r++) {
        Range s = seen[r];
        if (s.first >= s.end) continue;
        all.first = s.first < all.first ? s.first : all.first;
        all.end = s.end > all.end ? s.end : all.end;
    }
    return all;
}

// everySees reports whether every row of the tile sees terms [first, first + n).
template <int ROWS>
DEVICE bool everySees(const Range *seen, int rows, int first, int n) {
    for (int r = 0; r < ROWS && r < rows; r++)
        if (seen[r].first > first || seen[r].end < first + n) return false;
    return true;
}

template <int WM, int WN, Way WAY>
DEVICE void product(const Product &p) {
    typedef Tile<WM, WN> T;
    SHARED float4 a4[2 * DEPTH * T::ROWS / 4], b4[2 * DEPTH * T::COLS / 4];
    SHARED Range seen[WAY == MASKED ? T::ROWS : 1];
    float *a = (float *)a4, *b = (float *)b4;
    Walk w = walk(p);
    T t;
    t.begin();
    t.row = w.tileRow * T::ROWS;
    t.col = w.tileCol * T::COLS;
    int k = 0, end = p.k;
    if (WAY == PLAIN && p.parts > 1) {
        k = w.part * BLOCK_TERMS;
        end = k + BLOCK_TERMS < p.k ? k + BLOCK_TERMS : p.k;
    }
    if (WAY == MASKED) {
        Range all = look<T::ROWS, T::THREADS>(p, w, t.row, seen);
        if (p.mask.use == MASK_TERMS) {
            k = all.first < all.end ? all.first / DEPTH * DEPTH : 0;
            end = all.end;
        } else if (all.first >= t.col + T::COLS || all.end <= t.col) {
            end = 0;
        }
    }
    if (WAY == PARTED && p.first % BLOCK_TERMS != 0) chains(p, t, true);
    Loader<T::ROWS, T::THREADS> x;
    Loader<T::COLS, T::THREADS> y;
    x.begin(p.a, first(p.a, p, w.batch) + t.row * p.a.row + k * p.a.term, p.m - t.row);
    y.begin(p.b, first(p.b, p, w.batch) + t.col * p.b.row + k * p.b.term, p.n - t.col);
    bool begun = WAY == PARTED && p.first >= BLOCK_TERMS;
    int before = WAY == PARTED ? p.first : 0; // terms that earlier calls added
    int half = 0, n = 0;
    for (;;) {
        // Terms [k - n, k) are in shared memory, terms from k on are not.
        int more = 0;
        if (k < end) {
            int left = BLOCK_TERMS - (before + k) % BLOCK_TERMS;
            more = end - k < DEPTH ? end - k : DEPTH;
            more = left < more ? left : more;
            x.load(p.a, p.m - t.row, more);
            y.load(p.b, p.n - t.col, more);
        }
        if (n > 0) {
            const float *fromA = a + half * DEPTH * T::ROWS, *fromB = b + half * DEPTH * T::COLS;
            if (WAY == MASKED && p.mask.use == MASK_TERMS && !everySees<T::ROWS>(seen, p.m - t.row, k - n, n)) {
                t.maskedTerms(fromA, fromB, k - n, n, seen);
            } else {
                t.terms(fromA, fromB, n);
            }
            half ^= 1;
        }
        bool last = more == 0 && (WAY != PARTED || before + k == p.terms);
        if (last || (n > 0 && (before + k) % BLOCK_TERMS == 0)) {
            finish<WM, WN, WAY>(p, t, w, (k - 1) / BLOCK_TERMS * BLOCK_TERMS, begun, seen);
            begun = true;
            t.clear();
        } else if (WAY == PARTED && more == 0) {
            chains(p, t, false);
        }
        if (more == 0) return;
        x.store(p.a, a + half * DEPTH * T::ROWS);
        y.store(p.b, b + half * DEPTH * T::COLS);
        __syncthreads();
        n = more;
        k += more;
    }
}

KERNEL_OF(256, 1, product_128x128, Product) { product<4, 2, PLAIN>(p); }
KERNEL_OF(128, 2, product_128x64, Product) { product<4, 1, PLAIN>(p); }
KERNEL_OF(64, 4, product_64x64, Product) { product<2, 1, PLAIN>(p); }
KERNEL_OF(256, 1, product_masked_128x128, Product) { product<4, 2, MASKED>(p); }
KERNEL_OF(128, 2, product_masked_128x64, Product) { product<4, 1, MASKED>(p); }
KERNEL_OF(64, 4, product_masked_64x64, Product) { product<2, 1, MASKED>(p); }
KERNEL_OF(64, 4, product_parted_64x64, Product) { product<2, 1, PARTED>(p); }

// product_join adds blocks of terms that were computed at the same time, in
// order.
KERNEL(product_join, Join) {
    const float *start = (const float *)p.start, *blocks = (const float *)p.blocks;
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < p.elements; i += (i64)gridDim.x * blockDim.x) {
        float v = start != 0 ? start[i] : 0.0f;
        for (int c = 0; c < p.parts; c++) v = add(v, blocks[c * p.elements + i]);
        ((float *)p.out)[i] = canonical(v);
    }
}

// product_dots is many products of one row and one column. Threads x stand for
// neighbouring products, threads y for blocks of terms.
KERNEL_OF(256, 1, product_dots, Dots) {
    SHARED float chain[8][32];
    int lane = threadIdx.x % 32, block = threadIdx.x / 32;
    i64 at = (i64)blockIdx.x * 32 + lane;
    float acc = 0.0f;
    if (at < p.count) {
        const float *x = (const float *)p.a + at * p.batchA, *y = (const float *)p.b + at * p.batchB;
        int end = (block + 1) * BLOCK_TERMS < p.k ? (block + 1) * BLOCK_TERMS : p.k, k = block * BLOCK_TERMS;
        for (; k + 8 <= end; k += 8) {
            float u[8], v[8];
            UNROLL for (int i = 0; i < 8; i++) u[i] = x[(k + i) * p.termA], v[i] = y[(k + i) * p.termB];
            UNROLL for (int i = 0; i < 8; i++) acc = fma(u[i], v[i], acc);
        }
        for (; k < end; k++) acc = fma(x[k * p.termA], y[k * p.termB], acc);
    }
    chain[block][lane] = acc;
    __syncthreads();
    if (block > 0 || at >= p.count) return;
    float v = p.start != 0 ? ((const float *)p.start)[at] : 0.0f;
    for (int c = 0; c * BLOCK_TERMS < p.k; c++) v = add(v, chain[c][lane]);
    ((float *)p.out)[at] = canonical(v);
}

} // namespace weft
