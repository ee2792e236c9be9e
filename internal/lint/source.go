// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// packageDocs wants one doc comment for every package: in doc.go, or in the
// only file of a small package or a program.
func packageDocs(repo *Repo) []Finding {
	packages := map[string][]*File{}
	for _, file := range repo.goFiles() {
		if !file.IsTest() && !ignoredByBuilds(file) {
			packages[file.Dir()] = append(packages[file.Dir()], file)
		}
	}
	var findings []Finding
	for dir, files := range packages {
		findings = append(findings, packageDoc(dir, files)...)
	}
	return sorted(findings)
}

func packageDoc(dir string, files []*File) []Finding {
	name := files[0].Go.Name.Name
	want := []string{"Package " + name + " "}
	if name == "main" {
		program := path.Base(dir)
		want = []string{"Command " + program + " ", strings.ToUpper(program[:1]) + program[1:] + " "}
	}
	begins := func(doc string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(doc, w) })
	}
	docfile := dir + "/doc.go"
	if name == "main" || len(files) == 1 && !files[0].IsGenerated() {
		docfile = ""
	}
	var findings []Finding
	documented := 0
	for _, file := range files {
		if file.Go.Doc == nil || file.IsGenerated() || file.Go.Doc.Text() == "" {
			continue
		}
		documented++
		switch {
		case !begins(file.Go.Doc.Text()):
			findings = append(findings, Finding{file.Path, 1, "package-doc", fmt.Sprintf("the doc comment begins with %q", want[0])})
		case docfile != "" && file.Path != docfile:
			findings = append(findings, Finding{file.Path, 1, "package-doc", "the doc comment of a package of several files stands in doc.go"})
		case documented > 1:
			findings = append(findings, Finding{file.Path, 1, "package-doc", "a package has one doc comment"})
		}
	}
	if documented == 0 {
		findings = append(findings, Finding{files[0].Path, 1, "package-doc", fmt.Sprintf("no doc comment; write %q: what it is, when not to use it, its invariants", want[0]+"...")})
	}
	return findings
}

// ignoredByBuilds reports a generator that only go generate runs.
func ignoredByBuilds(file *File) bool {
	head, _, _ := strings.Cut(file.Text, "\npackage ")
	return strings.Contains(head, "//go:build ignore")
}

const spdxLine = "// SPDX-License-Identifier: Apache-2.0"

// handwritten are the kinds of source that carry a licence line and a limit of
// length: lines of code, lines of a test.
var handwritten = map[string][2]int{
	".go":  {400, 600},
	".sol": {400, 600},
	".mjs": {400, 600},
	".ts":  {400, 600},
	".cu":  {600, 600},
	".cuh": {600, 600},
}

// spdxLines wants the licence line first in every hand-written source file.
func spdxLines(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.Files {
		if _, ok := handwritten[path.Ext(file.Path)]; !ok || file.IsGenerated() {
			continue
		}
		if first, _, _ := strings.Cut(file.Text, "\n"); first != spdxLine {
			findings = append(findings, Finding{file.Path, 1, "spdx", fmt.Sprintf("the first line is %q", spdxLine)})
		}
	}
	return findings
}

// sizes limits the length of a file: a longer one holds two concepts.
func sizes(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.Files {
		limits, ok := handwritten[path.Ext(file.Path)]
		if !ok || file.IsGenerated() {
			continue
		}
		limit := limits[0]
		if file.forTests() || slices.Contains(strings.Split(file.Dir(), "/"), "test") {
			limit = limits[1]
		}
		if n := strings.Count(file.Text, "\n"); n > limit {
			findings = append(findings, Finding{file.Path, limit + 1, "size", fmt.Sprintf("%d lines, the limit is %d: which two concepts does it hold?", n, limit)})
		}
	}
	return findings
}
