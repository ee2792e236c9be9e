// SPDX-License-Identifier: Apache-2.0

// Command report runs every test that shows what becomes of a strategy against
// the protocol, and prints the table. It fails if one fails, or if a strategy is
// shown by nothing.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"

	"github.com/weft-network/weft/internal/attack"
)

const module = "github.com/weft-network/weft/"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	results := map[attack.Proof]string{}
	if err := run(ctx, results); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if !table(os.Stdout, results) {
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

// run runs the tests, those of a package together, and notes how each ended.
func run(ctx context.Context, results map[attack.Proof]string) error {
	tests := map[string]map[string]bool{}
	for _, s := range attack.Strategies() {
		for _, p := range s.Shown {
			if tests[p.Package] == nil {
				tests[p.Package] = map[string]bool{}
			}
			tests[p.Package][p.Test] = true
		}
	}
	var errs []error
	for _, pkg := range slices.Sorted(maps.Keys(tests)) {
		names := slices.Sorted(maps.Keys(tests[pkg]))
		fmt.Fprintf(os.Stderr, "%s: %s\n", pkg, strings.Join(names, ", "))
		cmd := exec.CommandContext(ctx, "go", "test", "-json", "-count=1", "-timeout", "40m", "-run", "^("+strings.Join(names, "|")+")$", "./"+pkg)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			return err
		}
		note(out, results)
		if err := cmd.Wait(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", pkg, err))
		}
	}
	return errors.Join(errs...)
}

// note reads the events of go test.
func note(out io.Reader, results map[attack.Proof]string) {
	for in := json.NewDecoder(bufio.NewReader(out)); ; {
		var e struct{ Action, Package, Test string }
		if in.Decode(&e) != nil {
			return
		}
		if e.Action == "pass" || e.Action == "fail" || e.Action == "skip" {
			results[attack.Proof{Package: strings.TrimPrefix(e.Package, module), Test: e.Test}] = e.Action
		}
	}
}

// table prints a row for each strategy and reports whether none is red.
func table(w io.Writer, results map[attack.Proof]string) bool {
	red := 0
	_, _ = fmt.Fprintln(w, "| strategy | tries | outcome | what stops it | shown by |\n| --- | --- | --- | --- | --- |")
	for _, s := range attack.Strategies() {
		var shown []string
		bad := len(s.Shown) == 0
		for _, p := range s.Shown {
			got := results[attack.Proof{Package: p.Package, Test: p.Test}]
			if got != "pass" {
				bad = true
				got = strings.ToUpper(got + " not shown")
			}
			shown = append(shown, fmt.Sprintf("%s: `%s` %s: %s", p.By, p.Package, p.Test, got))
		}
		if bad {
			red++
			shown = append(shown, "**RED**")
		}
		_, _ = fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", s.Name, s.Tries, s.Outcome, s.Stops, strings.Join(shown, "; "))
	}
	_, _ = fmt.Fprintf(w, "\n%d strategies, %d red\n", len(attack.Strategies()), red)
	return red == 0
}
