// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"strings"
)

// Depguard renders the map and the fences as the rules of golangci-lint's
// depguard, so that editors show a forbidden import while it is typed. The
// section of .golangci.yml between its two marks is this text; the tests of this
// package compare the two.
func Depguard(module string) string {
	var b strings.Builder
	rule := func(name string, files []string) {
		fmt.Fprintf(&b, "        %s:\n          list-mode: lax\n          files:\n", name)
		for _, f := range files {
			fmt.Fprintf(&b, "            - %q\n", f)
		}
	}
	for _, l := range layers {
		if l.why == "" {
			continue
		}
		rule(ruleName(l.dir), layerFiles(l.dir))
		fmt.Fprintf(&b, "          deny:\n            - pkg: %s\n              desc: %q\n          allow:\n", module, l.why)
		for _, pattern := range append([]string{l.dir, "internal"}, l.may...) {
			fmt.Fprintf(&b, "            - %s/%s\n", module, fixedPart(pattern))
		}
	}
	for _, w := range walls {
		rule("wall-"+ruleName(strings.Join(w.from, "-")+"-"+w.to), wallFiles(w))
		fmt.Fprintf(&b, "          deny:\n            - pkg: %s/%s\n              desc: %q\n", module, w.to, w.why)
	}
	for _, f := range fencesAround {
		rule("fence-"+ruleName(f.name), append([]string{"$all"}, except(f.inside)...))
		b.WriteString("          deny:\n")
		for _, m := range f.modules {
			fmt.Fprintf(&b, "            - pkg: %s\n              desc: %q\n", exact(m), f.why)
		}
		b.WriteString("          allow:\n")
		for _, m := range fenceless {
			fmt.Fprintf(&b, "            - %s\n", m)
		}
	}
	rule("tests-only", []string{"$all", "!$test", "!**/*test/**", "!${config-path}/test/**"})
	b.WriteString("          deny:\n")
	for _, m := range testLibraries {
		fmt.Fprintf(&b, "            - pkg: %s\n              desc: %q\n", exact(m), "only tests, and packages whose name ends in test, import it")
	}
	return b.String()
}

// layerFiles are the globs of the production files of a layer, less those of
// layers inside it.
func layerFiles(dir string) []string {
	files := []string{"${config-path}/" + dir + "/**", "!$test", "!**/*test/**"}
	for _, l := range layers {
		if l.dir != dir && strings.HasPrefix(l.dir, strings.TrimSuffix(dir, "*")) && strings.Count(l.dir, "/") > strings.Count(dir, "/") {
			files = append(files, "!${config-path}/"+l.dir+"/**")
		}
	}
	return files
}

func wallFiles(w wall) []string {
	var files []string
	for _, folder := range w.from {
		if folder == "..." {
			files = append(files, "$all")
		} else {
			files = append(files, "${config-path}/"+folder+"/**")
		}
	}
	return append(files, except(w.except)...)
}

func except(folders []string) []string {
	var globs []string
	for _, folder := range folders {
		globs = append(globs, "!${config-path}/"+folder+"/**")
	}
	return globs
}

// fixedPart is a pattern up to its first wildcard; depguard matches prefixes.
func fixedPart(pattern string) string {
	before, _, _ := strings.Cut(strings.TrimSuffix(pattern, "/..."), "/*")
	return before
}

// exact keeps short names such as C and testing from matching what begins like
// them.
func exact(module string) string {
	if !strings.ContainsAny(module, "/.") {
		return module + "$"
	}
	return module
}

func ruleName(s string) string {
	return strings.ToLower(strings.Trim(strings.NewReplacer("/", "-", "*", "module", "...", "all", " ", "-").Replace(s), "-"))
}
