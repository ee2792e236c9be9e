// SPDX-License-Identifier: Apache-2.0
//
// Blocks of threads on a processor, and the kernels with them: every thread of a
// block is a fibre, which runs until it meets a barrier or ends.
#include "blocks.h"

#include <setjmp.h>
#include <stdio.h>
#include <ucontext.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

#include "weft.cu"

Dim threadIdx, blockIdx, blockDim, gridDim;

namespace {

struct Kernel {
    Body body;
    size_t size;
};

std::map<std::string, Kernel> &kernels() {
    static std::map<std::string, Kernel> all;
    return all;
}

// A fibre is one thread of a block.
struct Fibre {
    jmp_buf at;
    bool started, done;
    ucontext_t context;
    std::vector<char> stack;
    unsigned vote;
    float value;
};

std::vector<Fibre> fibres;
unsigned current, running, arrived, turn;
unsigned warpArrived[32], warpRound[32];
jmp_buf scheduler;
Body body;
const void *params;

void run() {
    body(params);
    fibres[current].done = true;
    _longjmp(scheduler, 1);
}

void rest() {
    if (_setjmp(fibres[current].at) == 0) _longjmp(scheduler, 1);
}

void resume(unsigned i) {
    current = i;
    threadIdx.x = i;
    if (_setjmp(scheduler) != 0) return;
    Fibre &f = fibres[i];
    if (f.started) _longjmp(f.at, 1);
    f.started = true;
    getcontext(&f.context);
    f.context.uc_stack.ss_sp = f.stack.data();
    f.context.uc_stack.ss_size = f.stack.size();
    f.context.uc_link = nullptr;
    makecontext(&f.context, run, 0);
    setcontext(&f.context);
}

// meet waits until all threads of a warp are here. Threads that ended do not
// count, as in CUDA a warp that ends must end as a whole before such a meeting.
void meetWarp() {
    unsigned warp = current / 32, mine = warpRound[warp];
    unsigned width = blockDim.x - warp * 32 < 32 ? blockDim.x - warp * 32 : 32;
    if (++warpArrived[warp] == width) {
        warpArrived[warp] = 0;
        warpRound[warp]++;
        return;
    }
    while (warpRound[warp] == mine) rest();
}

void runBlock() {
    arrived = turn = 0;
    memset(warpArrived, 0, sizeof warpArrived);
    running = blockDim.x;
    for (Fibre &f : fibres) f.started = f.done = false;
    while (running > 0) {
        unsigned before = running, progress = turn;
        for (unsigned i = 0; i < blockDim.x; i++) {
            if (fibres[i].done) continue;
            resume(i);
            if (fibres[i].done) running--;
        }
        if (running > 0 && running == before && turn == progress && arrived > running) fail("deadlock in", "a block");
    }
}

} // namespace

void fail(const char *what, const char *of) {
    fprintf(stderr, "host device: %s %s\n", what, of);
    _exit(3);
}

size_t sizeOfParams(const char *name) {
    auto it = kernels().find(name);
    return it == kernels().end() ? 0 : it->second.size;
}

void launchKernel(const char *name, unsigned grid, unsigned block, const void *p) {
    auto it = kernels().find(name);
    if (it == kernels().end()) fail("no kernel", name);
    if (block == 0 || block > 1024 || block % 32 != 0 || grid == 0) fail("wrong geometry of", name);
    body = it->second.body;
    params = p;
    gridDim = Dim{grid, 1, 1};
    blockDim = Dim{block, 1, 1};
    if (fibres.size() < block) fibres.resize(block);
    for (unsigned i = 0; i < block; i++)
        if (fibres[i].stack.empty()) fibres[i].stack.resize(64 << 10);
    for (unsigned b = 0; b < grid; b++) {
        blockIdx = Dim{b, 0, 0};
        runBlock();
    }
}

Named::Named(const char *name, Body b, size_t size) { kernels()[name] = Kernel{b, size}; }

void __syncthreads() {
    unsigned mine = turn;
    if (++arrived == blockDim.x) {
        arrived = 0;
        turn++;
        return;
    }
    // Threads that have ended never arrive: CUDA counts those that have not.
    while (turn == mine) {
        if (arrived == running) {
            arrived = 0;
            turn++;
            return;
        }
        rest();
    }
}

float __shfl_down_sync(unsigned, float v, int delta) {
    fibres[current].value = v;
    meetWarp();
    unsigned lane = current % 32, from = lane + delta < 32 ? current + delta : current;
    float got = fibres[from].value;
    meetWarp(); // nobody writes before all have read
    return got;
}

unsigned __ballot_sync(unsigned, bool v) {
    fibres[current].vote = v;
    meetWarp();
    unsigned all = 0, first = current / 32 * 32;
    for (unsigned i = 0; i < 32; i++) all |= fibres[first + i].vote << i;
    meetWarp();
    return all;
}

