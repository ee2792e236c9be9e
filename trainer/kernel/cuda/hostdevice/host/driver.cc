// SPDX-License-Identifier: Apache-2.0
//
// A driver of CUDA in which the one GPU is a processor: the functions of
// libcuda.so.1 that trainer/kernel/cuda uses, so that what stands above the
// driver runs without a GPU too. Memory is the host's; kernels end before their
// launch returns. WEFT_HOST_MEMORY bounds the memory, in bytes.
#include <cuda.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <map>
#include <string>

#include "blocks.h"

namespace {

std::map<CUdeviceptr, size_t> given;
size_t used;
struct Function {
    std::string name;
};
CUcontext current;

size_t memory() {
    const char *text = getenv("WEFT_HOST_MEMORY");
    return text != nullptr ? strtoull(text, nullptr, 10) : (size_t)8 << 30;
}

} // namespace

// Headers declare the functions with C linkage, under the names that programs
// are linked with.
CUresult cuInit(unsigned) { return CUDA_SUCCESS; }
CUresult cuDriverGetVersion(int *v) { return *v = 11080, CUDA_SUCCESS; }
CUresult cuDeviceGetCount(int *n) { return *n = 1, CUDA_SUCCESS; }
CUresult cuDeviceGet(CUdevice *d, int i) {
    *d = i;
    return i == 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}
CUresult cuDeviceGetName(char *name, int n, CUdevice) {
    snprintf(name, (size_t)n, "host device");
    return CUDA_SUCCESS;
}
CUresult cuDeviceGetAttribute(int *v, CUdevice_attribute a, CUdevice) {
    switch (a) {
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR: *v = 7; break;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR: *v = 5; break;
    case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT: *v = 4; break;
    case CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY:
    case CU_DEVICE_ATTRIBUTE_CONCURRENT_MANAGED_ACCESS: *v = 1; break;
    default: return CUDA_ERROR_INVALID_VALUE;
    }
    return CUDA_SUCCESS;
}
CUresult cuDevicePrimaryCtxRetain(CUcontext *c, CUdevice) { return *c = (CUcontext)&given, CUDA_SUCCESS; }
CUresult cuDevicePrimaryCtxRelease(CUdevice) { return CUDA_SUCCESS; }
CUresult cuCtxSetCurrent(CUcontext c) { return current = c, CUDA_SUCCESS; }
CUresult cuMemGetInfo(size_t *free, size_t *total) {
    if (current == nullptr) return CUDA_ERROR_INVALID_CONTEXT;
    *total = memory();
    *free = *total - used;
    return CUDA_SUCCESS;
}
CUresult cuMemAllocManaged(CUdeviceptr *p, size_t n, unsigned) {
    if (used + n > memory()) return CUDA_ERROR_OUT_OF_MEMORY;
    void *b = aligned_alloc(512, (n + 511) / 512 * 512);
    if (b == nullptr) return CUDA_ERROR_OUT_OF_MEMORY;
    used += n;
    given[*p = (CUdeviceptr)b] = n;
    return CUDA_SUCCESS;
}
CUresult cuMemFree(CUdeviceptr p) {
    auto it = given.find(p);
    if (it == given.end()) return CUDA_ERROR_INVALID_VALUE;
    used -= it->second;
    given.erase(it);
    free((void *)p);
    return CUDA_SUCCESS;
}
CUresult cuMemAdvise(CUdeviceptr, size_t, CUmem_advise, CUdevice) { return CUDA_SUCCESS; }
CUresult cuMemPrefetchAsync(CUdeviceptr, size_t, CUdevice, CUstream) { return CUDA_SUCCESS; }
CUresult cuMemsetD8Async(CUdeviceptr p, unsigned char v, size_t n, CUstream) {
    memset((void *)p, v, n);
    return CUDA_SUCCESS;
}
CUresult cuStreamCreate(CUstream *s, unsigned) { return *s = (CUstream)&used, CUDA_SUCCESS; }
CUresult cuStreamDestroy(CUstream) { return CUDA_SUCCESS; }
CUresult cuStreamSynchronize(CUstream s) { return s == (CUstream)&used ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE; }
CUresult cuModuleLoadData(CUmodule *m, const void *image) {
    if (strstr((const char *)image, ".version") == nullptr) return CUDA_ERROR_INVALID_PTX;
    *m = (CUmodule)strdup((const char *)image);
    return CUDA_SUCCESS;
}
CUresult cuModuleUnload(CUmodule m) { return free(m), CUDA_SUCCESS; }
CUresult cuModuleGetFunction(CUfunction *f, CUmodule m, const char *name) {
    std::string entry = std::string(".entry ") + name + "(";
    if (strstr((const char *)m, entry.c_str()) == nullptr || sizeOfParams(name) == 0) return CUDA_ERROR_NOT_FOUND;
    *f = (CUfunction) new Function{name};
    return CUDA_SUCCESS;
}
CUresult cuLaunchKernel(CUfunction f, unsigned grid, unsigned y, unsigned z, unsigned block, unsigned by, unsigned bz, unsigned shared, CUstream,
                        void **params, void **) {
    if (current == nullptr) return CUDA_ERROR_INVALID_CONTEXT;
    if (y != 1 || z != 1 || by != 1 || bz != 1 || shared != 0) return CUDA_ERROR_INVALID_VALUE;
    launchKernel(((Function *)f)->name.c_str(), grid, block, params[0]);
    return CUDA_SUCCESS;
}
