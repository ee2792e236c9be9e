#!/usr/bin/env bash
# Makes the library that programs with the build tag cuda link in the place of
# the driver's (trainer/kernel/cuda/lazy), from the functions that cuda.h
# declares here.
#
#   scripts/libcuda.sh DIR   writes DIR/libcuda.a; CUDA_HOME/include or /usr/include has cuda.h
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$1
include=${CUDA_HOME:-/usr}/include
if [ ! -f "$include/cuda.h" ]; then
  echo "scripts/libcuda.sh: there is no $include/cuda.h; run scripts/cuda-toolkit.sh, or name the toolkit's folder in CUDA_HOME" >&2
  exit 1
fi
mkdir -p "$dir"
printf '#include <cuda.h>\n' | "${CC:-cc}" -E -P -I"$include" - |
  tr '\n' ' ' | grep -oE 'CUresult +cu[A-Z][A-Za-z0-9_]* *\(' | grep -oE 'cu[A-Z][A-Za-z0-9_]*' | sort -u |
  awk '{ print "F(" NR - 1 ", " $1 ")"; if ($1 == "cuInit") init = NR - 1 } END { print "#define INIT " init }' >"$dir/all.inc"
grep '^F' "$dir/all.inc" >"$dir/names.inc"
"${CC:-cc}" -O2 -Wall -I"$dir" -D"$(sed -n 's/#define INIT /INIT=/p' "$dir/all.inc")" -c trainer/kernel/cuda/lazy/libcuda.c -o "$dir/libcuda.o"
rm -f "$dir/libcuda.a" "$dir/all.inc"
ar rc "$dir/libcuda.a" "$dir/libcuda.o"
