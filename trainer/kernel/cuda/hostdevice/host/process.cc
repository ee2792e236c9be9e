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
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "blocks.h"

namespace {

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

int main() {
    for (;;) {
        switch (take<char>()) {
        case 'L': {
            unsigned n = take<unsigned>(), grid = take<unsigned>(), block = take<unsigned>(), bytes = take<unsigned>();
            std::string name(n, 0);
            std::vector<char> p(bytes);
            if (fread(&name[0], n, 1, stdin) != 1 || fread(p.data(), bytes, 1, stdin) != 1) _exit(0);
            if (sizeOfParams(name.c_str()) != bytes) fail("wrong size of parameters of", name.c_str());
            launchKernel(name.c_str(), grid, block, p.data());
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
