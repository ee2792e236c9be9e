#!/usr/bin/awk -f
# The rows of scripts/gpu.sh as a table, and the ratios that are goals.
function field(name,  s) {
  s = $0
  if (!sub(".*\"" name "\":\"?", "", s)) return ""
  sub(name == "value" ? "[,}].*" : "\".*", "", s)
  return s
}
{
  name = field("name"); shape = field("shape"); unit = field("unit"); value = field("value")
  got[name, shape, unit] = value
  if (name == "step" && unit == "tokens/s") steps[++n] = shape
  printf "%-28s %-24s %14.1f  %s\n", name, shape, value, unit
}
END {
  for (k = 1024; k <= 16384; k *= 2) {
    s = k "x" k "x" k
    if (got["cublas sgemm", s, "GFLOP/s"] > 0 && got["product", s, "GFLOP/s"] > 0)
      printf "%-28s %-24s %13.1f%%  of cuBLAS sgemm\n", "product", s, 100 * got["product", s, "GFLOP/s"] / got["cublas sgemm", s, "GFLOP/s"]
    if (got["cublas sgemm", s, "GFLOP/s"] > best) best = got["cublas sgemm", s, "GFLOP/s"]
  }
  for (i = 1; i <= n; i++) {
    s = steps[i]
    if (best > 0) printf "%-28s %-24s %13.1f%%  of cuBLAS sgemm, end to end\n", "step", s, 100 * got["step", s, "GFLOP/s"] / best
    if (got["state id", s, "GB/s"] > 0) {
      share = got["state", s, "MiB"] * 1048576 / (got["state id", s, "GB/s"] * 1e9) / (8192 / got["step", s, "tokens/s"])
      printf "%-28s %-24s %13.2f%%  of a step\n", "state id", s, 100 * share
    }
    for (kind = 1; kind <= 2; kind++) {
      t = kind == 1 ? "torch fp32 step" : "torch bf16 step"
      if (got[t, s, "tokens/s"] > 0) printf "%-28s %-24s %13.2fx  of %s\n", "step", s, got["step", s, "tokens/s"] / got[t, s, "tokens/s"], t
    }
  }
}
