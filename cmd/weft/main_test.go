// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"weft": main})
}

// TestScripts runs the program in testdata. WEFT_UPDATE=1 writes the recorded
// outputs anew.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("WEFT_UPDATE") == "1",
		Setup:         setup,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"await": await, "code": code, "field": field},
	})
}

// setup gives every script a text, a job of 40 steps on it, and one of 400.
func setup(env *testscript.Env) error {
	env.Setenv("HOME", env.WorkDir)
	text, err := os.ReadFile(filepath.Join("..", "..", "LICENSE"))
	if err != nil {
		return err
	}
	job, err := os.ReadFile(filepath.Join("testdata", "job", "run.toml"))
	if err != nil {
		return err
	}
	long := strings.Replace(string(job), "rounds = 1\n", "rounds = 10\n", 1)
	for name, content := range map[string][]byte{"text.md": text, "run.toml": job, "long.toml": []byte(long)} {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// code runs the program and wants an exit code: code 2 weft lab.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code NUMBER PROGRAM ARGUMENT...")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// await waits until a file has a line that matches: await FILE REGEXP.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE REGEXP")
	}
	want := regexp.MustCompile(args[1])
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if text, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && want.Match(text) {
			return
		}
	}
	ts.Fatalf("%s has nothing that matches %q after a minute", args[0], args[1])
}

// field sets a variable to a field of the last object in a file of JSON lines:
// field VARIABLE FILE NAME.
func field(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: field VARIABLE FILE NAME")
	}
	lines := strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n")
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(lines[len(lines)-1]), &object))
	value, ok := object[args[2]].(string)
	if !ok {
		ts.Fatalf("%s: the last object has no text %q", args[1], args[2])
	}
	ts.Setenv(args[0], value)
}
