// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

const dependencyDoc = "docs/dependencies.md"

// goMod is the part of "go mod edit -json" that the rules need.
type goMod struct {
	Require []struct {
		Path     string
		Indirect bool
	}
	Tool []struct{ Path string }
}

func readMod(ctx context.Context, folder string) (goMod, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "edit", "-json")
	cmd.Dir = folder
	out, err := cmd.Output()
	if err != nil {
		return goMod{}, fmt.Errorf("go mod edit in %s: %w", folder, err)
	}
	var mod goMod
	return mod, json.Unmarshal(out, &mod)
}

var dependencyLine = regexp.MustCompile("^- `([^`]+)`(.*)$")

// dependencies compares the document that says why each direct dependency and
// each tool is there with what go.mod and tools/go.mod require.
func dependencies(ctx context.Context, repo *Repo) ([]Finding, error) {
	wanted := map[string]string{}
	for _, folder := range []string{".", "tools"} {
		if repo.file(filepath.ToSlash(filepath.Join(folder, "go.mod"))) == nil {
			continue
		}
		mod, err := readMod(ctx, filepath.Join(repo.Root, folder))
		if err != nil {
			return nil, err
		}
		for _, r := range mod.Require {
			if !r.Indirect {
				wanted[r.Path] = "go.mod requires " + r.Path
			}
		}
		for _, t := range mod.Tool {
			wanted[t.Path] = "tools/go.mod pins the tool " + t.Path
		}
	}
	doc := repo.file(dependencyDoc)
	if doc == nil {
		return []Finding{{dependencyDoc, 1, "dependencies", "missing: it says why each direct dependency is there"}}, nil
	}
	return compareDependencies(doc, wanted), nil
}

func compareDependencies(doc *File, wanted map[string]string) []Finding {
	var findings []Finding
	named := map[string]bool{}
	number := 0
	for line := range strings.Lines(doc.Text) {
		number++
		m := dependencyLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			continue
		}
		switch name := m[1]; {
		case named[name]:
			findings = append(findings, Finding{doc.Path, number, "dependencies", name + " is listed twice"})
		case wanted[name] == "":
			findings = append(findings, Finding{doc.Path, number, "dependencies", name + " is not required directly any more; delete the line"})
		case len(strings.Fields(m[2])) < 4:
			findings = append(findings, Finding{doc.Path, number, "dependencies", "say what " + name + " is for, and its licence"})
		}
		named[m[1]] = true
	}
	for name, source := range wanted {
		if !named[name] {
			findings = append(findings, Finding{doc.Path, 1, "dependencies", source + " directly, but no line says why"})
		}
	}
	return sorted(findings)
}

// notices checks that NOTICE names every module whose code the programs link
// and that carries a notice of its own: the Apache licence (4d) wants it passed
// on.
func notices(ctx context.Context, repo *Repo) ([]Finding, error) {
	if !repo.exists("cmd") {
		return nil, nil
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Dir}}{{end}}", "./cmd/...")
	cmd.Dir = repo.Root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list of the programs: %w", err)
	}
	var text string
	if file := repo.file("NOTICE"); file != nil {
		text = file.Text
	}
	var findings []Finding
	for line := range strings.Lines(string(out)) {
		module, dir, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || module == repo.Module || strings.Contains(text, module+"\n") {
			continue
		}
		if found, err := hasNotice(dir); err != nil {
			return nil, err
		} else if found {
			findings = append(findings, Finding{"NOTICE", 1, "notices", module + " has a notice of its own and is linked; add it"})
		}
	}
	return sorted(findings), nil
}

func hasNotice(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		name := strings.ToUpper(entry.Name())
		if name == "NOTICE" || name == "NOTICE.TXT" || name == "NOTICE.MD" {
			return true, nil
		}
	}
	return false, nil
}
