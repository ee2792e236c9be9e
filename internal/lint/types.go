// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// typeInfo is what the type checker found out about a package.
type typeInfo struct{ types.Info }

// callee is the function that a call names, nil for other calls.
func (i *typeInfo) callee(n *ast.CallExpr) types.Object {
	switch f := ast.Unparen(n.Fun).(type) {
	case *ast.Ident:
		return i.Uses[f]
	case *ast.SelectorExpr:
		return i.Uses[f.Sel]
	}
	return nil
}

// checkedPackage is a package of this tree after type checking.
type checkedPackage struct {
	files []*File
	info  *typeInfo
}

// listed is the part of go list's answer that type checking needs.
type listed struct {
	ImportPath string
	Dir        string
	Export     string
	GoFiles    []string
	DepOnly    bool
}

// checkTypes type-checks the packages in dirs. Imports are read from the export
// data that the go command keeps in its cache, so only these packages are
// checked from source.
func checkTypes(ctx context.Context, repo *Repo, dirs map[string]bool, files map[string]*File) ([]checkedPackage, error) {
	list, err := goList(ctx, repo.Root, dirs)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	imports := importer.ForCompiler(repo.Fset, "gc", func(name string) (io.ReadCloser, error) {
		if exports[name] == "" {
			return nil, fmt.Errorf("no export data for %s", name)
		}
		return os.Open(exports[name])
	})
	var checked []checkedPackage
	for _, p := range list {
		if p.DepOnly {
			continue
		}
		dir, ok := repo.local(p.ImportPath)
		if !ok {
			return nil, fmt.Errorf("go list named %s, which is not in %s", p.ImportPath, repo.Module)
		}
		one := checkedPackage{info: newTypeInfo()}
		for _, name := range p.GoFiles {
			file := files[path.Join(dir, name)]
			if file == nil {
				return nil, fmt.Errorf("%s is newer than this run; run again", path.Join(dir, name))
			}
			one.files = append(one.files, file)
		}
		if err := one.check(repo, p.ImportPath, imports); err != nil {
			return nil, err
		}
		checked = append(checked, one)
	}
	return checked, nil
}

func newTypeInfo() *typeInfo {
	return &typeInfo{types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Uses:  map[*ast.Ident]types.Object{},
		Defs:  map[*ast.Ident]types.Object{},
	}}
}

func (p *checkedPackage) check(repo *Repo, importPath string, imports types.Importer) error {
	var trees []*ast.File
	for _, file := range p.files {
		trees = append(trees, file.Go)
	}
	config := types.Config{Importer: imports}
	if _, err := config.Check(importPath, repo.Fset, trees, &p.info.Info); err != nil {
		return fmt.Errorf("%s does not type-check: %w", importPath, err)
	}
	return nil
}

// goList asks the go command for the packages in dirs and all they import.
func goList(ctx context.Context, root string, dirs map[string]bool) ([]listed, error) {
	args := []string{"list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}
	for dir := range dirs {
		args = append(args, "./"+dir)
	}
	slices.Sort(args[4:])
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.FromSlash(root)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list of consensus code: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	var list []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, p)
	}
}
