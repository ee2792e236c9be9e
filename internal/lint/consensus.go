// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"context"
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// isConsensus reports whether code in a folder decides what the chain computes.
// Simulations, networks made for tests and the oracle run beside the chain, not
// in it.
func isConsensus(dir string) bool {
	parts := strings.Split(dir, "/")
	switch {
	case isTestPackage(dir):
		return false
	case isChainRule(dir), dir == "app":
		return true
	case parts[0] != "x" || len(parts) < 2:
		return false
	}
	beside := len(parts) > 2 && (parts[2] == "simulation" || parts[2] == "client")
	return !beside && !within(dir, "x/bridge/oracle")
}

// chance is what no consensus code may import. The app also configures the node
// that runs it, so it may see files and the network.
var (
	chance  = []string{"crypto/rand", "math/rand", "unsafe"}
	outside = []string{"net", "os", "syscall"}
)

// consensus forbids, in consensus code, everything that may give two nodes two
// results: floats, clocks, chance, the order of a map, goroutines, code that
// some builds leave out. Types are checked, so neither aliases nor inference
// hide anything.
func consensus(ctx context.Context, repo *Repo) ([]Finding, error) {
	var findings []Finding
	files := map[string]*File{}
	dirs := map[string]bool{}
	for _, file := range repo.goFiles() {
		if !isConsensus(file.Dir()) || file.IsTest() {
			continue
		}
		files[file.Path] = file
		dirs[file.Dir()] = true
		if !file.IsGenerated() {
			findings = append(findings, chanceImports(repo, file)...)
		}
	}
	if len(dirs) == 0 {
		return sorted(findings), nil
	}
	packages, err := checkTypes(ctx, repo, dirs, files)
	if err != nil {
		return nil, err
	}
	checked := map[string]bool{}
	for _, p := range packages {
		for _, file := range p.files {
			checked[file.Path] = true
			if !file.IsGenerated() {
				findings = append(findings, inspect(repo, file, p.info)...)
			}
		}
	}
	for name := range files {
		if !checked[name] {
			findings = append(findings, Finding{name, 1, "consensus", "build constraints leave this file out; every build of consensus code is the same"})
		}
	}
	return sorted(findings), nil
}

func chanceImports(repo *Repo, file *File) []Finding {
	var findings []Finding
	for _, spec := range file.Go.Imports {
		name := importPath(spec.Path.Value)
		if oneOf(name, chance) || oneOf(name, outside) && file.Dir() != "app" {
			text := "consensus code depends on its inputs alone; it must not import " + name
			findings = append(findings, Finding{file.Path, repo.line(spec.Pos()), "consensus", text})
		}
	}
	return findings
}

// An allowance is a comment "//lint:allow <what> <reason>": it covers its own
// line and the one below.
type allowance struct {
	line   int
	what   string
	reason string
	used   bool
}

const allowMark = "//lint:allow"

// allowances reads the allowances of a file.
func allowances(repo *Repo, file *File) []*allowance {
	var list []*allowance
	for _, group := range file.Go.Comments {
		for _, comment := range group.List {
			rest, ok := strings.CutPrefix(comment.Text, allowMark)
			if !ok {
				continue
			}
			what, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
			list = append(list, &allowance{line: repo.line(comment.Pos()), what: what, reason: strings.TrimSpace(reason)})
		}
	}
	return list
}

// inspect reports what a file of consensus code does that it must not, less
// what it is allowed.
func inspect(repo *Repo, file *File, info *typeInfo) []Finding {
	w := &walker{info: info, sortedCalls: map[*ast.CallExpr]bool{}}
	ast.Inspect(file.Go, w.visit)

	var findings []Finding
	list := allowances(repo, file)
	for _, fault := range w.faults {
		line := repo.line(fault.pos)
		i := slices.IndexFunc(list, func(a *allowance) bool {
			return a.what == fault.what && a.reason != "" && (a.line == line || a.line == line-1)
		})
		if i >= 0 {
			list[i].used = true
			continue
		}
		text := fmt.Sprintf("%s (or: %s %s <reason>)", fault.text, allowMark, fault.what)
		findings = append(findings, Finding{file.Path, line, "consensus", text})
	}
	for _, a := range list {
		if !a.used {
			text := fmt.Sprintf("this allowance of %q allows nothing: name one of %s that stands here, and a reason", a.what, strings.Join(faultKinds, ", "))
			findings = append(findings, Finding{file.Path, a.line, "consensus", text})
		}
	}
	return findings
}
