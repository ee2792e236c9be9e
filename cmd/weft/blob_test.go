// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// TestContentScripts runs the scripts about blobs and datasets.
func TestContentScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "content"),
		UpdateScripts: os.Getenv("WEFT_UPDATE") == "1",
		Setup:         setup,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"code": code, "field": field, "serving": serving, "flip": flip},
	})
}

// serving starts weft blob serve with arguments, sets PEER and GATEWAY to where
// it serves, and ends it with the script: serving ARGUMENT...
func serving(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serving ARGUMENT...")
	}
	self, err := os.Executable()
	ts.Check(err)
	cmd := exec.Command(self, append([]string{"blob", "serve", "--output", "json"}, args...)...)
	cmd.Args[0] = "weft" // as testscript.Main wants it
	cmd.Dir, cmd.Env, cmd.Stderr = ts.MkAbs("."), append(os.Environ(), "HOME="+ts.Getenv("HOME")), ts.Stderr()
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	lines := bufio.NewReader(out)
	read := func(v any) {
		line, err := lines.ReadBytes('\n')
		ts.Check(err)
		ts.Check(json.Unmarshal(line, v))
	}
	var begun servingLine
	read(&begun)
	ts.Setenv("PEER", begun.Addresses[0])
	ts.Setenv("GATEWAY", begun.Gateway)
	ts.Defer(func() {
		ts.Check(cmd.Process.Signal(os.Interrupt))
		var end servedLine
		read(&end)
		if end.Sent == 0 {
			ts.Logf("it sent nothing to peers")
		}
		ts.Check(cmd.Wait())
	})
}

// flip changes the last byte of the files that match: flip PATTERN.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip PATTERN")
	}
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, file := range files {
		b, err := os.ReadFile(file)
		ts.Check(err)
		b[len(b)-1] ^= 1
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		ts.Check(err)
		_, err = f.WriteAt(b[len(b)-1:], int64(len(b)-1))
		ts.Check(err)
		ts.Check(f.Close())
	}
	if len(files) == 0 {
		ts.Fatalf("no file matches %s", args[0])
	}
}

// TestContentGuideNamesFields: the fields that the guide names are those of the
// JSON.
func TestContentGuideNamesFields(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "guides", "content.md"))
	require.NoError(t, err)
	for of, object := range map[string]any{
		"blob add, get, stat, pin, verify": blobLine{},
		"blob prove, verify --proof":       proofLine{},
		"blob gc":                          freedLine{},
		"blob serve, at first":             servingLine{},
		"blob serve, at the end":           servedLine{},
		"data add, show":                   datasetLine{},
		"data check":                       datasetCheckLine{},
	} {
		var row strings.Builder
		for field := range reflect.TypeOf(object).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			row.WriteString(" `" + name + "`")
		}
		require.Contains(t, string(guide), "\n| "+of+" |"+row.String()+" |\n")
	}
}
