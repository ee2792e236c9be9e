// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// Repo is a source tree read into memory.
type Repo struct {
	Root   string // folder on disk
	Module string // module path of go.mod
	Fset   *token.FileSet
	Files  []*File // every text file of the tree, ordered by path
}

// File is one text file of a tree.
type File struct {
	Path string // from the root, with slashes
	Text string
	Go   *ast.File // nil unless the file is Go and outside testdata
}

var (
	moduleLine    = regexp.MustCompile(`(?m)^module (\S+)$`)
	generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
)

// fixtures hold broken rules on purpose.
const fixtures = "internal/lint/testdata"

// skipDir reports folders that are not part of the source: what is built or
// copied here, and what version control and editors keep. They are the folders
// of .gitignore.
func skipDir(name, rel string) bool {
	switch name {
	case "node_modules":
		return true
	case "bin", "dist", "third_party":
		return rel == name
	}
	return rel == fixtures || strings.HasPrefix(name, ".") && name != "." && name != ".ci"
}

// Load reads the tree below root.
func Load(root string) (*Repo, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("the root of the tree needs a go.mod: %w", err)
	}
	m := moduleLine.FindSubmatch(mod)
	if m == nil {
		return nil, fmt.Errorf("%s/go.mod has no module line", root)
	}
	repo := &Repo{Root: root, Module: string(m[1]), Fset: token.NewFileSet()}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && skipDir(d.Name(), rel) && rel != ".":
			return fs.SkipDir
		case !d.Type().IsRegular() || d.Name() == "go.sum":
			return nil
		}
		return repo.add(name, rel)
	})
	return repo, err
}

func (r *Repo) add(name, rel string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return nil // not text
	}
	file := &File{Path: rel, Text: string(text)}
	if path.Ext(rel) == ".go" && !strings.Contains("/"+rel, "/testdata/") {
		if file.Go, err = parser.ParseFile(r.Fset, rel, text, parser.ParseComments); err != nil {
			return err
		}
	}
	r.Files = append(r.Files, file)
	return nil
}

// Dir is the folder of the file, "." at the root.
func (f *File) Dir() string { return path.Dir(f.Path) }

// IsTest reports a Go test file.
func (f *File) IsTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

// IsGenerated reports a file that a program wrote.
func (f *File) IsGenerated() bool {
	head := f.Text
	if i := strings.Index(head, "\npackage "); i >= 0 {
		head = head[:i+1]
	}
	return generatedLine.MatchString(head)
}

// isTestPackage reports a package made for tests, such as chain/game/gametest.
func isTestPackage(dir string) bool {
	base := path.Base(dir)
	return strings.HasSuffix(base, "test") && base != "test"
}

// forTests reports code that only tests run.
func (f *File) forTests() bool {
	return f.IsTest() || isTestPackage(f.Dir()) || within(f.Dir(), "test")
}

// goFiles returns the Go files of the tree.
func (r *Repo) goFiles() []*File {
	var files []*File
	for _, f := range r.Files {
		if f.Go != nil {
			files = append(files, f)
		}
	}
	return files
}

// file returns the file at a path, nil when there is none.
func (r *Repo) file(rel string) *File {
	for _, f := range r.Files {
		if f.Path == rel {
			return f
		}
	}
	return nil
}

// local returns the folder of an import path of this module.
func (r *Repo) local(importPath string) (dir string, ok bool) {
	if importPath == r.Module {
		return ".", true
	}
	return strings.CutPrefix(importPath, r.Module+"/")
}

// line is the line a position stands on.
func (r *Repo) line(pos token.Pos) int { return r.Fset.Position(pos).Line }

// within reports whether dir is folder or lies below it.
func within(dir, folder string) bool {
	return dir == folder || strings.HasPrefix(dir, folder+"/")
}
