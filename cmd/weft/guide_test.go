// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

func guide(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guides", name))
	require.NoError(t, err)
	return string(text)
}

// TestGuidesAreRun: every command of the guides' blocks is one that a script of
// testdata/chain runs. What it costs to ask is --yes there.
func TestGuidesAreRun(t *testing.T) {
	elsewhere := map[string]bool{
		"weft blob serve --listen /ip4/0.0.0.0/tcp/4011": true,
		"weft train": true, "weft verify --stake 200weft --beacon https://api.drand.sh/CHAIN": true, // they do not end
		"weft verify --leave": true, // the script has it at another port
	}
	chain := strings.NewReplacer("http://127.0.0.1:26657", "$WEFT_NODE", "weft-1", "$WEFT_CHAIN_ID")
	prefix := regexp.MustCompile(`^(exec|code \d) `)
	comment := regexp.MustCompile(` +#.*`)
	for name, script := range map[string]string{"submit.md": "guide_submit.txtar", "provide.md": "guide_provide.txtar", "verify.md": "verify.txtar", "model.md": "guide_model.txtar"} {
		text, err := os.ReadFile(filepath.Join("testdata", "chain", script))
		require.NoError(t, err)
		run := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			line = prefix.ReplaceAllString(strings.TrimSpace(line), "")
			run[strings.ReplaceAll(line, " --yes", "")] = true
		}
		commands, inside := 0, false
		for line := range strings.Lines(guide(t, name)) {
			if strings.HasPrefix(line, "```") {
				inside = !inside
				continue
			}
			if !inside {
				continue
			}
			command := chain.Replace(strings.TrimSpace(comment.ReplaceAllString(line, "")))
			commands++
			require.True(t, run[command] || elsewhere[command], "%s has %q, which %s does not run", name, command, script)
		}
		require.NotZero(t, commands, name)
	}
}

// TestEthereumGuideIsRun is TestGuidesAreRun for the scripts that have a node of
// Ethereum.
func TestEthereumGuideIsRun(t *testing.T) {
	prefix := regexp.MustCompile(`^!? ?(exec (sh -c 'exec )?|code \d |until '[^']*' )`)
	comment := regexp.MustCompile(` +#.*| +> .*`)
	recipient := regexp.MustCompile(`\$(user|winner|relay)`)
	run := map[string]bool{}
	for _, script := range []string{"money.txtar", "bounty.txtar"} {
		text, err := os.ReadFile(filepath.Join("testdata", "ethereum", script))
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			line = comment.ReplaceAllString(prefix.ReplaceAllString(strings.TrimSpace(line), ""), "")
			run[strings.ReplaceAll(recipient.ReplaceAllString(line, "0xRECIPIENT"), " --yes", "")] = true
		}
	}
	commands, inside := 0, false
	for line := range strings.Lines(guide(t, "ethereum.md")) {
		if strings.HasPrefix(line, "```") {
			inside = !inside
			continue
		}
		if inside {
			command := strings.TrimSpace(comment.ReplaceAllString(line, ""))
			commands++
			require.True(t, run[command], "the guide has %q, which no script runs", command)
		}
	}
	require.NotZero(t, commands)
}

// TestGuidesNameFields: the fields that the guides name are those of the JSON.
func TestGuidesNameFields(t *testing.T) {
	for _, c := range []struct {
		file, of string
		objects  []any
	}{
		{"submit.md", "job list, job show", []any{jobs.Job{}}},
		{"submit.md", "a round: job show, job metrics", []any{jobs.Round{}}},
		{"submit.md", "a unit", []any{jobs.Unit{}}},
		{"submit.md", "an escrow; job spend", []any{jobs.Places{}}},
		{"submit.md", "job audits", []any{jobs.Audit{}}},
		{"submit.md", "job check", []any{checkLine{}}},
		{"submit.md", "a check: job check, job explain", []any{screen.Check{}}},
		{"submit.md", "job explain", []any{explainLine{}}},
		{"submit.md", "job logs, job watch", []any{jobs.EventLine{}}},
		{"submit.md", "model list, model show", []any{models.Model{}}},
		{"submit.md", "model shares", []any{models.Holding{}}},
		{"submit.md", "every transaction", []any{sent{}}},
		{"provide.md", "provider status", []any{providers.Status{}}},
		{"provide.md", "its stake", []any{providers.Stake{}}},
		{"provide.md", "a slot of it", []any{providers.Slot{}}},
		{"provide.md", "provider earnings", []any{providers.Earnings{}}},
		{"provide.md", "claimable, received", []any{providers.Kinds{}}},
		{"provide.md", "provider claim, job claim", []any{providers.Claimed{}}},
		{"provide.md", "key list, key show", []any{keyLine{}}},
		{"verify.md", "started", []any{verifyingLine{}}},
		{"verify.md", "drawn, step, audited, committed, revealed, missed", []any{newsLine{}}},
		{"verify.md", "beacon", []any{postedLine{}}},
		{"verify.md", "game", []any{gameLine{}}},
		{"verify.md", "stopped", []any{stoppedLine{}}},
		{"verify.md", "left", []any{leftLine{}}},
	} {
		_, row, ok := strings.Cut(guide(t, c.file), "\n| "+c.of+" | ")
		require.True(t, ok, "%s has no row %q", c.file, c.of)
		row, _, _ = strings.Cut(row, "\n")
		var fields []string
		for _, o := range c.objects {
			fields = append(fields, jsonFields(reflect.TypeOf(o))...)
		}
		require.Equal(t, fields, strings.Fields(strings.NewReplacer("`", "", "|", "").Replace(row)), c.of)
	}
}

// jsonFields are the names of a struct's fields in JSON, in order.
func jsonFields(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			names = append(names, jsonFields(f.Type)...)
		case name != "" && name != "-":
			names = append(names, name)
		}
	}
	return names
}
