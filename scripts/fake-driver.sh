#!/usr/bin/env bash
# Compiles a libcuda.so.1 whose one GPU is a processor
# (trainer/kernel/cuda/hostdevice/host), for tests of what stands above a driver.
#
#   scripts/fake-driver.sh DIR   writes DIR/libcuda.so.1; LD_LIBRARY_PATH=DIR makes programs take it
set -euo pipefail
cd "$(dirname "$0")/../trainer/kernel/cuda"
mkdir -p "$1"
fma=
[ "$(uname -m)" = x86_64 ] && fma=-mfma
"${CXX:-g++}" -shared -fPIC -std=c++17 -O2 -ffp-contract=off -fno-strict-aliasing $fma -DWEFT_HOST \
  -I"${CUDA_HOME:-/usr}/include" -Ihostdevice/host -Isrc hostdevice/host/blocks.cc hostdevice/host/driver.cc -o "$1/libcuda.so.1"
