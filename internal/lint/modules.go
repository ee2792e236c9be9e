// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

var (
	rpcDecl   = regexp.MustCompile(`^\s*rpc (\w+)\(`)
	eventDecl = regexp.MustCompile(`^message (Event\w+)`)
)

// modules checks what the protobuf files of a module promise: its README, which
// is its specification, names every message and query, and names or links every
// event; every message and query has a command, every query a REST route.
func modules(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.Files {
		parts := strings.Split(file.Path, "/") // proto/weft/<module>/v1/tx.proto
		if len(parts) != 5 || parts[0] != "proto" || !repo.exists("x/"+parts[2]) {
			continue
		}
		m := module{repo, file, "x/" + parts[2]}
		switch parts[4] {
		case "tx.proto":
			findings = append(findings, m.messages()...)
		case "query.proto":
			findings = append(findings, m.queries()...)
		case "event.proto":
			findings = append(findings, m.events()...)
		}
	}
	return sorted(findings)
}

// module is one protobuf file of a module and the module's folder.
type module struct {
	repo *Repo
	file *File
	dir  string
}

func (m module) messages() []Finding {
	return m.each(rpcDecl, func(name, _ string) string {
		switch {
		case !m.names("README.md", "(Msg)?"+name):
			return fmt.Sprintf("%s/README.md does not describe Msg%s", m.dir, name)
		case !m.has("autocli.go", fmt.Sprintf("%q", name)):
			return fmt.Sprintf("%s/autocli.go has no command for Msg%s", m.dir, name)
		}
		return ""
	})
}

func (m module) queries() []Finding {
	return m.each(rpcDecl, func(name, body string) string {
		switch {
		case !strings.Contains(body, "google.api.http"):
			return fmt.Sprintf("query %s has no REST route", name)
		case !m.has("autocli.go", fmt.Sprintf("%q", name)):
			return fmt.Sprintf("%s/autocli.go has no command for query %s", m.dir, name)
		case !m.names("README.md", name):
			return fmt.Sprintf("%s/README.md does not name query %s", m.dir, name)
		}
		return ""
	})
}

func (m module) events() []Finding {
	return m.each(eventDecl, func(name, _ string) string {
		if !m.names("README.md", name) && !m.has("README.md", m.file.Path) {
			return fmt.Sprintf("%s/README.md does not describe %s", m.dir, name)
		}
		return ""
	})
}

// each reports the declarations for which fault gives a text; body is what
// follows a declaration up to the next line that closes one.
func (m module) each(decl *regexp.Regexp, fault func(name, body string) string) []Finding {
	var findings []Finding
	lines := strings.Split(m.file.Text, "\n")
	for i, line := range lines {
		match := decl.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		end := i
		for end < len(lines)-1 && strings.TrimSpace(lines[end]) != "}" {
			end++
		}
		if text := fault(match[1], strings.Join(lines[i:end], "\n")); text != "" {
			findings = append(findings, Finding{m.file.Path, i + 1, "modules", text})
		}
	}
	return findings
}

func (m module) has(name, text string) bool {
	file := m.repo.file(path.Join(m.dir, name))
	return file != nil && strings.Contains(file.Text, text)
}

// names reports whether a file contains a word, by itself.
func (m module) names(name, word string) bool {
	file := m.repo.file(path.Join(m.dir, name))
	return file != nil && regexp.MustCompile(`\b`+word+`\b`).MatchString(file.Text)
}
