// SPDX-License-Identifier: Apache-2.0
//
// The rate of cuBLAS sgemm on square matrices, TF32 off, as rows of "weft lab
// bench": what the products of trainer/kernel/cuda are compared with. Compiled
// and run by scripts/gpu.sh.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <stdio.h>
#include <stdlib.h>

static void check(int code, const char *what) {
    if (code != 0) {
        fprintf(stderr, "sgemm: %s: error %d\n", what, code);
        exit(1);
    }
}

int main() {
    cublasHandle_t handle;
    check(cublasCreate(&handle), "cublasCreate");
    check(cublasSetMathMode(handle, CUBLAS_PEDANTIC_MATH), "cublasSetMathMode"); // no TF32
    cudaEvent_t start, end;
    check(cudaEventCreate(&start), "cudaEventCreate");
    check(cudaEventCreate(&end), "cudaEventCreate");
    for (int n = 1024; n <= 16384; n *= 2) {
        float *x[3], one = 1, zero = 0, *host = (float *)malloc(4l * n * n);
        for (long i = 0; i < (long)n * n; i++) host[i] = (float)(int)((unsigned)i * 2654435761u) / 2147483648.0f;
        for (int i = 0; i < 3; i++) {
            check(cudaMalloc(&x[i], 4l * n * n), "cudaMalloc");
            check(cudaMemcpy(x[i], host, 4l * n * n, cudaMemcpyHostToDevice), "cudaMemcpy");
        }
        float best = 1e9f;
        for (int run = 0; run < 10; run++) {
            check(cudaEventRecord(start), "cudaEventRecord");
            check(cublasSgemm(handle, CUBLAS_OP_T, CUBLAS_OP_N, n, n, n, &one, x[0], n, x[1], n, &zero, x[2], n), "cublasSgemm");
            check(cudaEventRecord(end), "cudaEventRecord");
            check(cudaEventSynchronize(end), "cudaEventSynchronize");
            float ms;
            check(cudaEventElapsedTime(&ms, start, end), "cudaEventElapsedTime");
            if (run > 1 && ms < best) best = ms;
        }
        printf("{\"name\":\"cublas sgemm\",\"shape\":\"%dx%dx%d\",\"value\":%.1f,\"unit\":\"GFLOP/s\"}\n", n, n, n, 2.0 * n * n * n / best / 1e6);
        fflush(stdout);
        for (int i = 0; i < 3; i++) check(cudaFree(x[i]), "cudaFree");
        free(host);
    }
}
