// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

const chapterFile = "../../docs/spec/specification.md"

var update = flag.Bool("update", false, "write the tables of "+chapterFile)

func chapter(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(chapterFile)
	require.NoError(t, err)
	return string(b)
}

// fieldTable is the documentation of the fields of one table of TOML.
func fieldTable(table string) string {
	var b strings.Builder
	b.WriteString("| field | type | range | default | meaning |\n| --- | --- | --- | --- | --- |\n")
	for _, f := range spec.Fields() {
		name, _, nested := strings.Cut(f.Path, ".")
		if !nested {
			name = "head"
		}
		if name != table {
			continue
		}
		about := f.About
		if f.When != "" {
			about += "; only with " + f.When
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Path, f.Type, f.Allowed, f.Default, about)
	}
	return b.String()
}

// The tables of the chapter are the code's. With -update they are written.
func TestChapterTables(t *testing.T) {
	block := regexp.MustCompile(`(?s)<!-- fields (\w+) -->\n(.*?)<!-- end -->`)
	text := chapter(t)
	want := block.ReplaceAllStringFunc(text, func(m string) string {
		table := block.FindStringSubmatch(m)[1]
		return "<!-- fields " + table + " -->\n" + fieldTable(table) + "<!-- end -->"
	})
	if *update {
		require.NoError(t, os.WriteFile(chapterFile, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, text, "run: go test ./chain/spec -run Chapter -update")
	require.Len(t, block.FindAllString(text, -1), 10)
}

// Every field of the message has a row.
func TestChapterNamesEveryField(t *testing.T) {
	text := chapter(t)
	leaves(reflect.ValueOf(everything()).Elem(), "", func(path string, _ reflect.Value) {
		require.Contains(t, text, "\n| `"+path+"` | ", path)
	})
}

// Numbers that the chapter quotes in prose are the code's constants.
func TestChapterQuotesConstants(t *testing.T) {
	text := chapter(t)
	for _, quote := range []string{
		fmt.Sprintf("at most %d bytes. A reader decodes", spec.MaxCanonicalBytes),
		fmt.Sprintf("text of at most %d characters", spec.MaxDecimalBytes),
		fmt.Sprintf("at most %d bytes. `MarshalTOML`", spec.MaxTOMLBytes),
		fmt.Sprintf("`model.heads` · `model.head_dim` ≤ %d |", spec.MaxAttentionWidth),
		fmt.Sprintf("`inner.context` ≤ %d |", spec.MaxMicroBatchTokens),
		fmt.Sprintf("`inner.micro_batches` ≤ %d |", spec.MaxLayerPasses),
		fmt.Sprintf("`inner.steps` / %d ≤ `audit.anchor_every`", spec.MaxAnchors),
		fmt.Sprintf("the highest is %d above", spec.ExponentSpan),
		fmt.Sprintf("rules version %d has profile `f32` only", spec.RulesVersion),
	} {
		require.Contains(t, strings.ReplaceAll(text, "\n", " "), quote)
	}
}

// The example of the chapter is a specification.
func TestChapterExample(t *testing.T) {
	example := regexp.MustCompile("(?s)```toml\n(.*?)```").FindStringSubmatch(chapter(t))
	require.NotNil(t, example)
	s := parse(t, example[1])
	require.Equal(t, uint64(999_000_000+1_000_000), s.Data.Tokens)
	require.Equal(t, "0.0006", s.Inner.Schedule.Peak)
	require.Equal(t, uint64(6300), s.Inner.Schedule.DecaySteps)
	require.Len(t, s.Anchors(), 6)
	s.ProgramDigest = spectest.Tiny().ProgramDigest
	require.NoError(t, s.Validate())
}

// The error that the chapter shows is the one that is given.
func TestChapterError(t *testing.T) {
	s := spectest.Tiny()
	s.Inner.MicroBatches = 3
	require.Contains(t, chapter(t), s.Validate().Error())
}
