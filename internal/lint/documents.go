// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// isDocument reports text that people read to learn the repository as it is
// now. The changelog and the log of results are history: what they name may be
// gone.
func isDocument(name string) bool {
	return path.Ext(name) == ".md" && name != "CHANGELOG.md" && name != "docs/LOG.md"
}

var (
	codeSpan  = regexp.MustCompile("`([^`\n]+)`")
	mdLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docInCode = regexp.MustCompile(`\bdocs/[\w./-]*\w`)

	makeTarget = regexp.MustCompile(`(?m)^([\w-]+):`)
	makeCall   = regexp.MustCompile(`(?:^\s*|[;&(] *)make((?: +[\w=./-]+)+)`)
)

// roots are the names at the root by which a path is known as one.
func (r *Repo) roots() map[string]bool {
	names := map[string]bool{"chain": true, "x": true, "app": true, "trainer": true, "verifier": true, "contracts": true, "cmd": true, "test": true}
	for _, file := range r.Files {
		first, _, _ := strings.Cut(file.Path, "/")
		names[first] = true
	}
	return names
}

// sdkModules are modules of the Cosmos SDK: x/bank names its module, not a
// folder of ours.
var sdkModules = map[string]bool{
	"x/auth": true, "x/authz": true, "x/bank": true, "x/circuit": true, "x/consensus": true, "x/crisis": true, "x/distribution": true,
	"x/epochs": true, "x/evidence": true, "x/feegrant": true, "x/genutil": true, "x/gov": true, "x/group": true, "x/mint": true,
	"x/nft": true, "x/params": true, "x/protocolpool": true, "x/slashing": true, "x/staking": true, "x/tx": true, "x/upgrade": true,
}

// docPaths checks that the paths that documents name exist: links, and words of
// code that begin with a name at the root. In other files it checks the
// documents that comments cite.
func docPaths(repo *Repo) []Finding {
	roots := repo.roots()
	findings := eachLine(repo, "doc-paths", func(file *File, line string) string {
		switch {
		case isDocument(file.Path):
			return repo.missing(linksIn(file, line))
		case path.Ext(file.Path) == ".md" || file.IsGenerated():
			return ""
		}
		return repo.missing(docInCode.FindAllString(line, -1))
	})
	return sorted(append(findings, eachCode(repo, "doc-paths", func(code string) string {
		return repo.missing(pathsIn(code, roots))
	})...))
}

// eachCode reports the pieces of code in documents, spans and lines of blocks,
// for which fault gives a text.
func eachCode(repo *Repo, rule string, fault func(code string) string) []Finding {
	inBlock := map[*File]bool{}
	return eachLine(repo, rule, func(file *File, line string) string {
		switch {
		case !isDocument(file.Path):
			return ""
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			inBlock[file] = !inBlock[file]
			return ""
		case inBlock[file] || strings.HasPrefix(line, "    "):
			return fault(line)
		}
		var texts []string
		for _, m := range codeSpan.FindAllStringSubmatch(line, -1) {
			if text := fault(m[1]); text != "" {
				texts = append(texts, text)
			}
		}
		return strings.Join(texts, "; ")
	})
}

// linksIn returns the targets, inside the repository, of the links on a line.
func linksIn(file *File, line string) []string {
	var names []string
	for _, m := range mdLink.FindAllStringSubmatch(line, -1) {
		target, _, _ := strings.Cut(m[1], "#")
		if target != "" && !strings.Contains(target, ":") {
			names = append(names, path.Join(file.Dir(), target))
		}
	}
	return names
}

// missing says which of the paths do not exist, nothing when all do.
func (r *Repo) missing(names []string) string {
	var gone []string
	for _, name := range names {
		if !sdkModules[name] && !r.exists(name) {
			gone = append(gone, name)
		}
	}
	if len(gone) == 0 {
		return ""
	}
	return fmt.Sprintf("names %s, which does not exist", strings.Join(gone, ", "))
}

// pathsIn returns the paths of this repository among the words of code.
// What programs make (bin) and import paths of other modules are not paths.
func pathsIn(code string, roots map[string]bool) []string {
	var paths []string
	for word := range strings.FieldsSeq(code) {
		word = strings.TrimPrefix(strings.TrimRight(word, ".,;:"), "./")
		first, rest, nested := strings.Cut(word, "/")
		if !roots[first] || !nested && path.Ext(first) == "" && !strings.HasPrefix(first, ".") {
			continue
		}
		if strings.ContainsAny(rest, "<$()@") || first == "..." {
			word = path.Join(first, beforePlaceholder(rest))
		}
		paths = append(paths, expand(strings.TrimSuffix(word, "/..."))...)
	}
	return paths
}

// beforePlaceholder cuts a path before its first part that stands for others.
func beforePlaceholder(rest string) string {
	var kept []string
	for part := range strings.SplitSeq(rest, "/") {
		if strings.ContainsAny(part, "<$()@") {
			break
		}
		kept = append(kept, part)
	}
	return strings.Join(kept, "/")
}

// expand writes out the alternatives of one pair of braces: a/{b,c} is a/b, a/c.
func expand(name string) []string {
	before, rest, ok := strings.Cut(name, "{")
	if !ok {
		return []string{name}
	}
	inside, after, ok := strings.Cut(rest, "}")
	if !ok {
		return []string{name}
	}
	var names []string
	for alternative := range strings.SplitSeq(inside, ",") {
		names = append(names, expand(before+alternative+after)...)
	}
	return names
}

// exists reports whether a path, or one that fits its wildcards, is there.
func (r *Repo) exists(name string) bool {
	full := filepath.Join(r.Root, filepath.FromSlash(strings.TrimSuffix(name, "/")))
	if strings.ContainsAny(name, "*?[") {
		found, err := filepath.Glob(full)
		return err == nil && len(found) > 0
	}
	_, err := os.Stat(full)
	return err == nil
}

// docTargets checks that every make target that documents name is one.
func docTargets(repo *Repo) []Finding {
	makefile := repo.file("Makefile")
	if makefile == nil {
		return nil
	}
	targets := map[string]bool{}
	for _, m := range makeTarget.FindAllStringSubmatch(makefile.Text, -1) {
		targets[m[1]] = true
	}
	return eachCode(repo, "doc-targets", func(code string) string {
		for _, m := range makeCall.FindAllStringSubmatch(code, -1) {
			for word := range strings.FieldsSeq(m[1]) {
				if !strings.ContainsAny(word, "=/") && !strings.HasPrefix(word, "-") && !targets[word] {
					return "make " + word + ": the Makefile has no such target"
				}
			}
		}
		return ""
	})
}

var adrName = regexp.MustCompile(`^docs/adr/(\d{4})-[a-z0-9-]+\.md$`)

// adrs checks that decisions are numbered without gaps or doubles and listed in
// the index of the documents.
func adrs(repo *Repo) []Finding {
	var findings []Finding
	index := repo.file("docs/README.md")
	next := 1
	for _, file := range repo.Files {
		if file.Dir() != "docs/adr" {
			continue
		}
		m := adrName.FindStringSubmatch(file.Path)
		switch {
		case m == nil:
			findings = append(findings, Finding{file.Path, 1, "adr", "a decision is named NNNN-what-was-decided.md"})
			continue
		case m[1] != fmt.Sprintf("%04d", next):
			findings = append(findings, Finding{file.Path, 1, "adr", fmt.Sprintf("the next number is %04d", next)})
		}
		next++
		if index == nil || !strings.Contains(index.Text, strings.TrimPrefix(file.Path, "docs/")) {
			findings = append(findings, Finding{file.Path, 1, "adr", "docs/README.md does not link this decision"})
		}
	}
	return findings
}
