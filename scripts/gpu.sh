#!/usr/bin/env bash
# Everything that only a machine with a GPU can show, in one run: the kernels
# against ref on the GPU, equal digests of 200 steps on GPU and processor, rates
# of products against cuBLAS sgemm, of steps against PyTorch, of hashing. Prints
# a table and writes DIR/results.json.
#
#   scripts/gpu.sh [DIR]
#
# DIR (default: gpu-results) may hold weft-cuda and cuda.test, built elsewhere
# with "make gpu-kit": then no Go and no toolkit is needed. nvcc with cuBLAS, and
# python3 (or WEFT_PYTHON) with torch, are used where they are. STEPS, default
# 200, TIME, default 2s for one measurement, and MATCH, an expression of names of
# measurements, shorten a run.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=${1:-gpu-results} steps=${STEPS:-200} time=${TIME:-2s}
mkdir -p "$dir"
dir=$(realpath "$dir")
rows=$dir/rows.jsonl
: >"$rows"

say() { printf '== %s\n' "$*" >&2; }
row() { printf '{"name":"%s","shape":"%s","value":%s,"unit":"%s"}\n' "$1" "$2" "$3" "$4" >>"$rows"; }

[ -x "$dir/weft-cuda" ] && [ -x "$dir/cuda.test" ] || make gpu-kit KIT="$dir"
weft=$dir/weft-cuda

say "the machine"
"$weft" doctor --output json | grep -E '"(processor|gpu)"' | tee "$dir/machine.jsonl" >&2
grep -q '"check":"gpu","status":"pass"' "$dir/machine.jsonl" || { say "no GPU that can be used"; exit 1; }

say "conformance: every operator against ref"
passed=0
if (cd trainer/kernel/cuda && "$dir/cuda.test" -test.run '^TestGPU$' -test.v) >"$dir/conformance.txt" 2>&1; then
  grep -q -- '--- SKIP' "$dir/conformance.txt" || passed=1
fi
row conformance "every operator" "$passed" passed

say "digests of $steps steps"
"$weft" lab digest --device cuda --steps "$steps" >"$dir/digest.cuda"
"$weft" lab digest --device cpu --steps "$steps" >"$dir/digest.cpu"
if cmp "$dir/digest.cuda" "$dir/digest.cpu" >&2; then row "equal digests" "$steps steps" 1 equal; else row "equal digests" "$steps steps" 0 equal; fi

say "rates"
"$weft" lab bench --device cuda --time "$time" --match "${MATCH:-.}" --output json >>"$rows"

if command -v "${NVCC:-nvcc}" >/dev/null && "${NVCC:-nvcc}" -O2 -o "$dir/sgemm" test/gpu/sgemm.cu -lcublas 2>"$dir/sgemm.err"; then
  say "cuBLAS"
  "$dir/sgemm" >>"$rows" 2>>"$dir/sgemm.err" || say "cuBLAS failed: $(tail -1 "$dir/sgemm.err")"
else
  say "cuBLAS: skipped, there is no nvcc with it"
fi
if "${WEFT_PYTHON:-python3}" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  say "PyTorch"
  "${WEFT_PYTHON:-python3}" test/gpu/model.py >>"$rows" 2>"$dir/torch.err" || say "PyTorch failed: $(tail -1 "$dir/torch.err")"
else
  say "PyTorch: skipped, ${WEFT_PYTHON:-python3} has no torch that sees a GPU"
fi

awk 'BEGIN { print "[" } { printf "%s%s", (NR > 1 ? ",\n" : ""), $0 } END { print "\n]" }' "$dir/machine.jsonl" "$rows" >"$dir/results.json"
scripts/gpu-table.awk "$rows"
if grep -qE '"value":0,"unit":"(passed|equal)"' "$rows"; then
  say "NOT equal: see $dir"
  exit 1
fi
say "$dir/results.json"
