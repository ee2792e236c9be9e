// SPDX-License-Identifier: Apache-2.0
//
// A library in the place of libcuda: each of its functions jumps to the one of
// the driver, once weft_cuda_load has found it. So a program links without a
// driver, and starts on machines that have none. scripts/libcuda.sh writes
// names.inc, one F(index, name) for each function of cuda.h, and INIT for the
// index of cuInit.
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>

#define NO_DEVICE 100

// Before the driver is found cuInit succeeds: packages call it when a program
// starts, before anybody knows whether a GPU is wanted.
static int accept(void) { return 0; }
static int refuse(void) { return NO_DEVICE; }

static const char *const names[] = {
#define F(index, name) #name,
#include "names.inc"
#undef F
};
enum { COUNT = sizeof names / sizeof names[0] };

__attribute__((visibility("hidden"), used)) void *weft_cuda_table[COUNT] = {
#define F(index, name) (void *)refuse,
#include "names.inc"
#undef F
    [INIT] = (void *)accept,
};

#if defined(__x86_64__)
#define JUMP(index) "jmp *weft_cuda_table+8*" #index "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(index) \
    "adrp x16, weft_cuda_table+8*" #index "\nldr x16, [x16, :lo12:weft_cuda_table+8*" #index "]\nbr x16\n"
#else
#error "libcuda.c knows amd64 and arm64"
#endif

#define F(index, name) \
    __asm__(".text\n.globl " #name "\n.type " #name ", %function\n" #name ":\n" JUMP(index));
#include "names.inc"
#undef F

// weft_cuda_load finds the driver and initialises it. It returns CUDA's code, or
// -1 without a driver; then reason says why.
int weft_cuda_load(char *reason, size_t size) {
    static void *driver;
    if (driver == NULL) {
        driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
        if (driver == NULL) {
            const char *text = dlerror();
            snprintf(reason, size, "%s", text != NULL ? text : "libcuda.so.1 cannot be loaded");
            return -1;
        }
        for (int i = 0; i < COUNT; i++) {
            void *f = dlsym(driver, names[i]);
            if (f != NULL) weft_cuda_table[i] = f;
        }
    }
    return ((int (*)(unsigned))weft_cuda_table[INIT])(0);
}
