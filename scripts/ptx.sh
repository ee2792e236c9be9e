#!/usr/bin/env bash
# Compiles the kernels of trainer/kernel/cuda/src to PTX, which every GPU from
# compute capability 7.5 on can run: its driver compiles it further.
#
#   scripts/ptx.sh [FILE]   default: trainer/kernel/cuda/zweft.ptx; NVCC names the compiler
set -euo pipefail
cd "$(dirname "$0")/../trainer/kernel/cuda"
out=$(realpath -m "${1:-zweft.ptx}")
# No option may change a bit: the sources name each rounding. Said all the same.
(cd src && "${NVCC:-nvcc}" -ptx -arch=compute_75 -std=c++14 -O3 -fmad=false -ftz=false -prec-div=true -prec-sqrt=true -o "$out" weft.cu)
