// SPDX-License-Identifier: Apache-2.0
//
// A device that is a process: it maps the memory of its owner at the same
// addresses, and launches kernels as they come in on its standard input, in
// order. It plays a GPU for tests; it is no way to train.
//
//   launch: 'L', u32 length of name, u32 grid, u32 block, u32 bytes of params, name, params
//   wait:   'W'; answered by one byte when all launches before are done
//   map:    'M', u64 address, u64 bytes, u64 offset in the file; answered by one byte
//   unmap:  'U', u64 address, u64 bytes
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
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

[[noreturn]] void fail(const char *what, const char *of) {
    fprintf(stderr, "host device: %s %s\n", what, of);
    _exit(3);
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

void launch(const std::string &name, unsigned grid, unsigned block, const std::vector<char> &p) {
    auto it = kernels().find(name);
    if (it == kernels().end()) fail("no kernel", name.c_str());
    if (it->second.size != p.size()) fail("wrong size of parameters of", name.c_str());
    if (block == 0 || block > 1024 || block % 32 != 0 || grid == 0) fail("wrong geometry of", name.c_str());
    body = it->second.body;
    params = p.data();
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

template <typename T>
T take() {
    T v;
    if (fread(&v, sizeof v, 1, stdin) != 1) _exit(0); // the owner is gone
    return v;
}

void answer() {
    char ok = 'k';
    if (write(1, &ok, 1) != 1) _exit(0);
}

} // namespace

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

int main() {
    for (;;) {
        switch (take<char>()) {
        case 'L': {
            unsigned n = take<unsigned>(), grid = take<unsigned>(), block = take<unsigned>(), bytes = take<unsigned>();
            std::string name(n, 0);
            std::vector<char> p(bytes);
            if (fread(&name[0], n, 1, stdin) != 1 || fread(p.data(), bytes, 1, stdin) != 1) _exit(0);
            launch(name, grid, block, p);
            break;
        }
        case 'M': {
            uint64_t at = take<uint64_t>(), n = take<uint64_t>(), offset = take<uint64_t>();
            void *got = mmap((void *)at, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, 3, (off_t)offset);
            if (got != (void *)at) fail("cannot map memory:", strerror(errno));
            answer();
            break;
        }
        case 'U': {
            uint64_t at = take<uint64_t>(), n = take<uint64_t>();
            munmap((void *)at, n);
            break;
        }
        case 'W': answer(); break;
        default: fail("unknown", "order");
        }
    }
}
