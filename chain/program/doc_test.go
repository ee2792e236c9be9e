// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

const chapter = "../../docs/spec/program.md"

// TestExpressionTable holds the chapter's table of expressions to the code;
// WEFT_UPDATE=1 writes it anew.
func TestExpressionTable(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(chapter)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(file), "<!-- expressions -->\n")
	require.True(t, ok)
	table, after, ok := strings.Cut(rest, "<!-- end -->")
	require.True(t, ok)

	var b strings.Builder
	b.WriteString("\n| expression | operands | value |\n| --- | --- | --- |\n")
	for f := program.Func(1); int(f) <= program.Funcs; f++ {
		x := f.Expr()
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", x.Name, strings.Join(x.Inputs, ", "), write(x))
	}
	b.WriteString("\n")
	if os.Getenv("WEFT_UPDATE") == "1" {
		all := before + "<!-- expressions -->\n" + b.String() + "<!-- end -->" + after
		require.NoError(t, os.WriteFile(chapter, []byte(all), 0o644))
		return
	}
	require.Equal(t, b.String(), table)
}

// write nests an expression; a result that is used twice gets a name.
func write(x *program.Expr) string {
	uses := make([]int, len(x.Inputs)+len(x.Code))
	operands := func(i program.Instr) []uint8 { return []uint8{i.A, i.B, i.C}[:i.Code.Args()] }
	for _, i := range x.Code {
		for _, r := range operands(i) {
			uses[r]++
		}
	}
	text := append([]string(nil), x.Inputs...)
	var lets string
	for n, i := range x.Code {
		var args []string
		for _, r := range operands(i) {
			args = append(args, text[r])
		}
		value := i.Code.String() + "(" + strings.Join(args, ", ") + ")"
		if i.Code == program.One {
			value = "1"
		}
		if uses[len(x.Inputs)+n] > 1 && i.Code != program.One {
			name := string(rune('p' + n))
			lets += name + " = " + value + "; "
			value = name
		}
		text = append(text, value)
	}
	return lets + text[len(text)-1]
}

// The constants that the chapters name.
func TestChapters(t *testing.T) {
	t.Parallel()
	numerics, err := os.ReadFile("../../docs/spec/numerics.md")
	require.NoError(t, err)
	for name, value := range map[string]int{
		"2048\n(`program.ProductBlock`)": program.ProductBlock, "16384 k's (`program.MaxProductK`)": program.MaxProductK,
		"1024 (`program.SliceBlock`)": program.SliceBlock, "4096 (`program.ReduceBlock`)": program.ReduceBlock, "32 lanes (`program.ReduceLanes`)": program.ReduceLanes,
	} {
		require.Contains(t, string(numerics), name)
		require.Contains(t, name, fmt.Sprint(value))
	}
	text, err := os.ReadFile(chapter)
	require.NoError(t, err)
	for k := program.Kind(1); int(k) <= program.Kinds; k++ {
		require.Contains(t, string(text), "| "+k.String()+" |")
	}
	require.Contains(t, string(text), fmt.Sprintf("at most %d, each contiguous", program.MaxWitnessInputs))
	require.Equal(t, 1, spec.RulesVersion)
	deltas, err := os.ReadFile("../../docs/spec/delta.md")
	require.NoError(t, err)
	for name, value := range map[string]int{
		"| dense8 | 256 |": program.DenseBlock, "| sparse | 4096 |": program.SparseBlock,
		"25 (`program.MaxScale`)": program.MaxScale, "4096 if its norm": program.FactorOne,
	} {
		require.Contains(t, string(deltas), name)
		require.Contains(t, name, fmt.Sprint(value))
	}
}
