// SPDX-License-Identifier: Apache-2.0

package cuda_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
)

const module = "zweft.ptx"

var (
	entry       = regexp.MustCompile(`\.visible \.entry (\w+)\(`)
	instruction = regexp.MustCompile(`^\s*(?:@!?%p\d+\s+)?([a-z][a-z0-9_]*(?:\.[a-zA-Z0-9_]+)*)\s`)
	floating    = regexp.MustCompile(`\.(f16|f16x2|bf16|bf16x2|f32|f64|tf32)\b`)
	// Arithmetic that rounds once, to nearest even, keeps subnormals, and that
	// no assembler may fuse with another: PTX fuses and approximates only what
	// names no rounding.
	exact = regexp.MustCompile(`^(add|sub|mul|fma|div|sqrt)\.rn\.f32$|^cvt\.rn\.f32\.(s32|s64|u32|u64)$`)
	// Numbers that are moved, chosen and compared, not computed.
	moved = regexp.MustCompile(`^(mov|selp)\.f32$|^(ld|st)(\.(global|shared|local|param|const|nc|volatile))*(\.v[24])?\.f32$|^setp\.(eq|ne|lt|le|gt|ge|equ|neu|ltu|leu|gtu|geu|num|nan)(\.(and|or|xor))?\.f32$`)
	// Whatever depends on which thread comes first, and tensor cores.
	forbidden = regexp.MustCompile(`\.(ftz|approx|full|rz|rm|rp|rni|sat)\b|^(atom|red|mma|wmma|wgmma|ex2|lg2|sin|cos|tanh|rcp|rsqrt|mad\.f32|mad\.rn)\b`)
)

// Spec N2, N10: the PTX computes with instructions that round once and to
// nearest, and with no others. It needs no compiler: it reads what is committed.
func TestPTX(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(module)
	require.NoError(t, err)
	require.Contains(t, string(text), ".target sm_75\n")
	counts := map[string]int{}
	kernel := ""
	for number, line := range strings.Split(string(text), "\n") {
		if m := entry.FindStringSubmatch(line); m != nil {
			kernel = m[1]
		}
		m := instruction.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		op := m[1]
		require.NotRegexp(t, forbidden, op, "%s, line %d", kernel, number+1)
		if floating.MatchString(op) {
			require.True(t, exact.MatchString(op) || moved.MatchString(op), "%s, line %d: %s", kernel, number+1, line)
			counts[op]++
		}
	}
	for _, op := range []string{"fma.rn.f32", "add.rn.f32", "mul.rn.f32", "sub.rn.f32", "div.rn.f32", "sqrt.rn.f32", "cvt.rn.f32.s64"} {
		require.Positive(t, counts[op], "the test reads no %s: it does not understand the file", op)
	}
}

// The test would see what it forbids.
func TestPTXIsUnderstood(t *testing.T) {
	t.Parallel()
	for line, fine := range map[string]bool{
		"\tfma.rn.f32 \t%f1, %f2, %f3, %f4;":        true,
		"\t@%p1 div.rn.f32 \t%f1, %f2, %f3;":        true,
		"\tld.global.nc.v4.f32 \t{%f1, %f2}, [%r];": true,
		"\tadd.f32 \t%f1, %f2, %f3;":                false,
		"\tmul.rn.ftz.f32 \t%f1, %f2, %f3;":         false,
		"\tdiv.full.f32 \t%f1, %f2, %f3;":           false,
		"\tsqrt.approx.f32 \t%f1, %f2;":             false,
		"\tadd.rn.f64 \t%fd1, %fd2, %fd3;":          false,
		"\tatom.global.add.f32 \t%f1, [%rd1], %f2;": false,
		"\tmin.f32 \t%f1, %f2, %f3;":                false,
	} {
		op := instruction.FindStringSubmatch(line)[1]
		require.Equal(t, fine, !forbidden.MatchString(op) && (exact.MatchString(op) || moved.MatchString(op)), line)
	}
}

// Every expression of chain/program has its two kernels.
func TestPTXHasEveryExpression(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(module)
	require.NoError(t, err)
	entries := map[string]bool{}
	for _, m := range entry.FindAllStringSubmatch(string(text), -1) {
		entries[m[1]] = true
	}
	for f := program.Func(1); int(f) <= program.Funcs; f++ {
		require.True(t, entries["mapped_"+f.String()], f)
		require.True(t, entries["flat_"+f.String()], f)
	}
}

// The PTX is that of the sources, where the compiler that made it is at hand; it
// can be compiled for GPUs of every generation that the compiler knows.
func TestPTXIsFresh(t *testing.T) {
	t.Parallel()
	nvcc, err := exec.LookPath("nvcc")
	if err != nil {
		t.Skip("no nvcc; scripts/cuda-toolkit.sh installs it")
	}
	committed, err := os.ReadFile(module)
	require.NoError(t, err)
	version, err := exec.Command(nvcc, "--version").Output()
	require.NoError(t, err)
	release := regexp.MustCompile(`V\d+\.\d+\.\d+`)
	if have, made := release.FindString(string(version)), release.FindString(string(committed)); have != made {
		t.Skipf("nvcc is %s; the committed PTX was made by %s", have, made)
	}
	fresh := filepath.Join(t.TempDir(), "fresh.ptx")
	out, err := exec.Command("../../../scripts/ptx.sh", fresh).CombinedOutput()
	require.NoError(t, err, "%s", out)
	made, err := os.ReadFile(fresh)
	require.NoError(t, err)
	require.True(t, string(committed) == string(made), "%s is stale; run go generate ./trainer/kernel/cuda", module)
	for _, arch := range []string{"sm_75", "sm_90"} {
		out, err := exec.Command("ptxas", "-arch="+arch, "-o", filepath.Join(t.TempDir(), arch), module).CombinedOutput()
		require.NoError(t, err, "%s: %s", arch, out)
	}
}
