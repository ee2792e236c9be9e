// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"strconv"
	"strings"
)

// arrows holds the import map: production code imports only what its layer may,
// and no code at all climbs a wall.
func arrows(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.goFiles() {
		if _, ok := placeOf(file.Dir()); !ok {
			findings = append(findings, Finding{
				file.Path, 1, "arrows",
				fmt.Sprintf("folder %s is not on the map; add it to internal/lint/layers.go and say why in an ADR", file.Dir()),
			})
			continue
		}
		for _, spec := range file.Go.Imports {
			target, ok := repo.local(importPath(spec.Path.Value))
			if !ok {
				continue
			}
			if text := barred(file, target); text != "" {
				findings = append(findings, Finding{file.Path, repo.line(spec.Pos()), "arrows", text})
			}
		}
	}
	return sorted(findings)
}

// barred says why a file may not import a folder of this module, or nothing.
func barred(file *File, target string) string {
	for _, w := range walls {
		if anyWithin(file.Dir(), w.from) && !anyWithin(file.Dir(), w.except) && within(target, w.to) {
			return fmt.Sprintf("must not import %s: %s", target, w.why)
		}
	}
	if file.forTests() {
		return ""
	}
	from, _ := placeOf(file.Dir())
	if to, ok := placeOf(target); ok && (to.root == from.root || to.dir == "internal/*") {
		return ""
	}
	for _, pattern := range from.may {
		if match(pattern, target) {
			return ""
		}
	}
	open := "nothing of this module"
	if len(from.may) > 0 {
		open = strings.Join(from.may, ", ")
	}
	return fmt.Sprintf("%s must not import %s: %s (it may import %s)", from.root, target, from.why, open)
}

func anyWithin(dir string, folders []string) bool {
	for _, folder := range folders {
		if folder == "..." || within(dir, folder) {
			return true
		}
	}
	return false
}

// importPath unquotes the path of an import; the parser has checked its form.
func importPath(quoted string) string {
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return quoted
	}
	return name
}
