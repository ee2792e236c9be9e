// SPDX-License-Identifier: Apache-2.0

package softfloat_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/referee/softfloat"
)

// published are the functions of Berkeley TestFloat that we have, and how many
// operands they take.
var published = []struct {
	name     string
	operands int
	ours     func(v []uint64) uint32
}{
	{"f32_add", 2, func(v []uint64) uint32 { return softfloat.Add(uint32(v[0]), uint32(v[1])) }},
	{"f32_sub", 2, func(v []uint64) uint32 { return softfloat.Sub(uint32(v[0]), uint32(v[1])) }},
	{"f32_mul", 2, func(v []uint64) uint32 { return softfloat.Mul(uint32(v[0]), uint32(v[1])) }},
	{"f32_div", 2, func(v []uint64) uint32 { return softfloat.Div(uint32(v[0]), uint32(v[1])) }},
	{"f32_mulAdd", 3, func(v []uint64) uint32 { return softfloat.Fma(uint32(v[0]), uint32(v[1]), uint32(v[2])) }},
	{"f32_sqrt", 1, func(v []uint64) uint32 { return softfloat.Sqrt(uint32(v[0])) }},
	{"i32_to_f32", 1, func(v []uint64) uint32 { return softfloat.OfInt(int64(int32(v[0]))) }},
	{"i64_to_f32", 1, func(v []uint64) uint32 { return softfloat.OfInt(int64(v[0])) }},
	{"f32_to_i32", 1, func(v []uint64) uint32 { return uint32(softfloat.ToInt(uint32(v[0]), -1<<31, 1<<31-1)) }},
	{"f32_to_bf16", 1, func(v []uint64) uint32 { return softfloat.Narrow(uint32(v[0])) >> 16 }},
	{"bf16_to_f32", 1, func(v []uint64) uint32 { return softfloat.Widen(uint16(v[0])) }},
	// Theirs has one zero, N1 two.
	{"f32_lt", 2, func(v []uint64) uint32 {
		a, b := uint32(v[0]), uint32(v[1])
		if softfloat.Less(a, b) && (!softfloat.IsZero(a) || !softfloat.IsZero(b)) {
			return 1
		}
		return 0
	}},
}

// check compares one line of the generator: operands, result, flags. NaNs to
// integers are left out: no rule converts them.
func check(t *testing.T, which int, line string) {
	t.Helper()
	p, fields := published[which], strings.Fields(line)
	require.GreaterOrEqual(t, len(fields), p.operands+1, line)
	v := make([]uint64, p.operands+1)
	for i := range v {
		x, err := strconv.ParseUint(fields[i], 16, 64)
		require.NoError(t, err, line)
		v[i] = x
	}
	want, got := uint32(v[p.operands]), p.ours(v)
	switch {
	case p.name == "f32_to_i32" && softfloat.IsNaN(uint32(v[0])):
		return
	case p.name == "f32_to_bf16":
		want = softfloat.Canonical(want<<16) >> 16
	case strings.HasSuffix(p.name, "_f32") || !strings.Contains(p.name, "_to_"):
		want = softfloat.Canonical(want)
	}
	if want != got {
		require.Failf(t, "wrong", "%s %s: %08x", p.name, line, got)
	}
}

const sample = "testdata/testfloat.txt"

// A sample of the published cases, some of each function.
func TestPublishedSample(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(sample)
	require.NoError(t, err)
	seen := map[string]int{}
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(line, " ")
		for which, p := range published {
			if p.name == name {
				check(t, which, rest)
				seen[name]++
			}
		}
	}
	for _, p := range published {
		require.Greater(t, seen[p.name], 100, p.name)
	}
}

// TestPublished compares with all that the generator makes: WEFT_TESTFLOAT is
// testfloat_gen of Berkeley TestFloat 3e, WEFT_TESTFLOAT_CASES how many cases of
// level 2 are read of each function, from the first; without, level 1 runs
// whole. With WEFT_UPDATE=1 the sample is written anew.
func TestPublished(t *testing.T) {
	t.Parallel()
	generator := os.Getenv("WEFT_TESTFLOAT")
	if generator == "" {
		t.Skip("WEFT_TESTFLOAT does not name testfloat_gen of Berkeley TestFloat")
	}
	level, limit := "1", 0
	if n := os.Getenv("WEFT_TESTFLOAT_CASES"); n != "" {
		var err error
		limit, err = strconv.Atoi(n)
		require.NoError(t, err)
		level = "2"
	}
	var kept strings.Builder
	for which, p := range published {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		cmd := exec.CommandContext(ctx, generator, "-rnear_even", "-level", level, p.name)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		n := 0
		in := bufio.NewReader(out)
		for ; limit == 0 || n < limit; n++ {
			line, err := in.ReadString('\n')
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			check(t, which, line)
			if step := strides[p.operands]; n%step == step/2 && n < 130*step {
				fmt.Fprintf(&kept, "%s %s", p.name, line)
			}
		}
		stop()
		if err := cmd.Wait(); limit == 0 || n < limit {
			require.NoError(t, err)
		}
		require.Positive(t, n)
		t.Logf("%s: %d cases of level %s", p.name, n, level)
	}
	if os.Getenv("WEFT_UPDATE") == "1" {
		require.NoError(t, os.WriteFile(sample, []byte(source+kept.String()), 0o644))
	}
}

// strides thins the sample.
var strides = map[int]int{1: 3, 2: 337, 3: 40009}

const source = `# Cases of testfloat_gen -rnear_even -level 1, Berkeley TestFloat 3e
# (github.com/ucb-bar/berkeley-testfloat-3, a9c849f1b0eb) with Berkeley SoftFloat 3e
# (github.com/ucb-bar/berkeley-softfloat-3, a0c6494cdc11) built with SPECIALIZE_TYPE=RISCV:
# the function, its operands, its result, its flags.
`
