// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Finding is one place that breaks a rule. Text names the fault and what to do
// instead.
type Finding struct {
	Path string
	Line int
	Rule string
	Text string
}

// String formats the finding the way compilers do, so that editors jump to it.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.Path, f.Line, f.Rule, f.Text)
}

// Rule is one house rule. Check reports every place of a tree that breaks it;
// an error means that the rule could not be checked at all.
type Rule struct {
	Name  string
	Check func(context.Context, *Repo) ([]Finding, error)
}

// Rules returns every house rule.
func Rules() []Rule {
	return []Rule{
		{"arrows", plain(arrows)},
		{"fences", plain(fences)},
		{"test-only", plain(testOnly)},
		{"consensus", consensus},
		{"machine-code", machineCode},
		{"package-doc", plain(packageDocs)},
		{"spdx", plain(spdxLines)},
		{"size", plain(sizes)},
		{"markers", plain(markers)},
		{"machine", plain(machines)},
		{"words", plain(words)},
		{"doc-paths", plain(docPaths)},
		{"doc-targets", plain(docTargets)},
		{"adr", plain(adrs)},
		{"log-keys", plain(logKeys)},
		{"modules", plain(modules)},
		{"dependencies", dependencies},
		{"notices", notices},
	}
}

// plain makes a check of a rule that runs no commands.
func plain(check func(*Repo) []Finding) func(context.Context, *Repo) ([]Finding, error) {
	return func(_ context.Context, repo *Repo) ([]Finding, error) { return check(repo), nil }
}

// sorted orders findings by place, so that a report is the same on every run.
func sorted(findings []Finding) []Finding {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(findings)
}
