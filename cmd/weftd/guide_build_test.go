// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/jsonpb"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec/spectest"
)

// guideTools are what the commands of guides need beside our programs.
var guideTools = []string{"bash", "curl", "jq"}

// guides are the texts of those that scripts run, read before the scripts, which work in folders of their own.
var guides = map[string]string{}

func readGuide(t *testing.T, name string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "guides", name))
	require.NoError(t, err)
	guides[name] = string(text)
}

// runGuide runs the shell commands of a guide, in one shell, against the node of the script: guide build.md.
func runGuide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 || guides[args[0]] == "" {
		ts.Fatalf("usage: guide FILE")
	}
	for _, tool := range guideTools {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				ts.Fatalf("the guide needs %s", tool)
			}
			ts.Logf("skipped: the guide needs %s", tool)
			return
		}
	}
	here := strings.NewReplacer(
		"http://localhost:1317", "http://127.0.0.1:"+ts.Getenv("REST"), "http://localhost:26657", "http://127.0.0.1:"+ts.Getenv("RPC"),
		"$PWD/.weft-local", ts.Getenv("HOME")+"/.weftd",
	)
	var script strings.Builder
	script.WriteString("set -xeuo pipefail\n")
	inside := false
	for line := range strings.Lines(guides[args[0]]) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```sh\n"
		case inside:
			script.WriteString(here.Replace(line))
		}
	}
	ts.Check(ts.Exec("bash", "-c", script.String()))
}

// writeSpec writes a specification without its program digest, as JSON: spec FILE.
func writeSpec(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spec FILE")
	}
	draft := spectest.Tiny()
	draft.ProgramDigest = nil
	text, err := (&jsonpb.Marshaler{OrigName: true, EmitDefaults: true}).MarshalToString(draft)
	ts.Check(err)
	var indented bytes.Buffer
	ts.Check(json.Indent(&indented, []byte(text), "", "  "))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), indented.Bytes(), 0o600))
}
