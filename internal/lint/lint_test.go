// SPDX-License-Identifier: Apache-2.0

package lint_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/internal/lint"
)

var update = flag.Bool("update", false, "rewrite the expected findings in testdata and the import map in .golangci.yml")

const root = "../.."

// TestRepository holds this repository to every rule.
func TestRepository(t *testing.T) {
	repo, err := lint.Load(root)
	require.NoError(t, err)
	require.Greater(t, len(repo.Files), 20, "the tree was not found")
	for _, rule := range lint.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			findings, err := rule.Check(t.Context(), repo)
			require.NoError(t, err)
			for _, finding := range findings {
				t.Error(finding)
			}
		})
	}
}

// TestRulesCanFail runs each rule on a small tree that breaks it, and wants
// exactly the findings written at the end of the fixture.
func TestRulesCanFail(t *testing.T) {
	for _, rule := range lint.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			name := filepath.Join("testdata", rule.Name+".txtar")
			fixture, err := txtar.ParseFile(name)
			require.NoError(t, err, "every rule has a fixture that breaks it")

			dir := t.TempDir()
			want, wantAt := "", -1
			for i, file := range fixture.Files {
				if file.Name == "want" {
					want, wantAt = string(file.Data), i
					continue
				}
				path := filepath.Join(dir, filepath.FromSlash(file.Name))
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, os.WriteFile(path, file.Data, 0o644))
			}
			require.GreaterOrEqual(t, wantAt, 0, "%s has no section want", name)

			repo, err := lint.Load(dir)
			require.NoError(t, err)
			findings, err := rule.Check(t.Context(), repo)
			require.NoError(t, err)
			require.NotEmpty(t, findings, "the rule finds nothing in its fixture")

			var got strings.Builder
			for _, finding := range findings {
				got.WriteString(finding.String() + "\n")
			}
			if *update {
				fixture.Files[wantAt].Data = []byte(got.String())
				require.NoError(t, os.WriteFile(name, txtar.Format(fixture), 0o644))
				return
			}
			require.Equal(t, want, got.String())
		})
	}
}

// TestDepguard compares the import map in .golangci.yml with the one here.
func TestDepguard(t *testing.T) {
	const (
		begin = "# go test ./internal/lint -run Depguard -update\n"
		end   = "        # End of the import map.\n"
	)
	repo, err := lint.Load(root)
	require.NoError(t, err)
	name := filepath.Join(root, ".golangci.yml")
	config, err := os.ReadFile(name)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(config), begin)
	require.True(t, ok, "%s has no line %q", name, begin)
	section, after, ok := strings.Cut(rest, end)
	require.True(t, ok, "%s has no line %q", name, end)

	want := lint.Depguard(repo.Module)
	if *update {
		require.NoError(t, os.WriteFile(name, []byte(before+begin+want+end+after), 0o644))
		return
	}
	require.Equal(t, want, section, "the map changed; run: go test ./internal/lint -run Depguard -update")
}
