// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// logGuide lists the keys of log lines: the rows of the table in its section
// Logs, whose first column names them.
const logGuide = "docs/guides/monitor.md"

// loggers are the folders of the programs whose logs the guide describes.
var loggers = []string{"trainer", "verifier", "cmd", "chain/client"}

// pairsFrom is where the keys and values of a logger's methods begin. These
// names are told by the number of arguments from methods such as Error() of an
// error, whatever the logger is called.
var pairsFrom = map[string]int{
	"Debug": 1, "Info": 1, "Warn": 1, "Error": 1,
	"DebugContext": 2, "InfoContext": 2, "WarnContext": 2, "ErrorContext": 2,
	"Log": 3, "LogAttrs": 3,
}

// attributes are the functions of log/slog that make a pair.
var attributes = []string{"Any", "Bool", "Duration", "Float64", "Group", "GroupAttrs", "Int", "Int64", "String", "Time", "Uint64"}

// logKeys holds log lines to the keys of the guide, written out where the line
// is, and the guide to keys that some line has: who filters logs by a key finds
// all that there is.
func logKeys(repo *Repo) []Finding {
	guide := repo.file(logGuide)
	if guide == nil {
		return nil
	}
	listed := keysOf(guide)
	used := map[string]bool{}
	var findings []Finding
	for _, file := range repo.goFiles() {
		in := func(folder string) bool { return within(file.Dir(), folder) }
		if file.forTests() || !slices.ContainsFunc(loggers, in) {
			continue
		}
		ast.Inspect(file.Go, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, key := range keysLogged(call) {
				if text := faultOfKey(call, key, listed, used); text != "" {
					findings = append(findings, Finding{file.Path, repo.line(key.Pos()), "log-keys", text})
				}
			}
			return true
		})
	}
	for key, line := range listed {
		if !used[key] {
			findings = append(findings, Finding{guide.Path, line, "log-keys", fmt.Sprintf("no log line has the key %q; take it out", key)})
		}
	}
	return sorted(findings)
}

// faultOfKey says what is wrong with a key, and notes a right one.
func faultOfKey(call *ast.CallExpr, key ast.Expr, listed map[string]int, used map[string]bool) string {
	text, ok := key.(*ast.BasicLit)
	if !ok || text.Kind != token.STRING || call.Ellipsis.IsValid() {
		return "a key of a log line is a string that stands there"
	}
	name, err := strconv.Unquote(text.Value)
	if err != nil {
		return err.Error()
	}
	if listed[name] == 0 {
		return fmt.Sprintf("%s does not list the key %q; use one that it lists, or add it", logGuide, name)
	}
	used[name] = true
	return ""
}

// keysOf are the keys that the guide lists, with their lines.
func keysOf(guide *File) map[string]int {
	keys := map[string]int{}
	inside := false
	for i, line := range strings.Split(guide.Text, "\n") {
		if strings.HasPrefix(line, "## ") {
			inside = line == "## Logs"
		}
		if !inside || !strings.HasPrefix(line, "| ") {
			continue
		}
		first, _, _ := strings.Cut(line[len("| "):], " | ")
		for _, m := range codeSpan.FindAllStringSubmatch(first, -1) {
			keys[m[1]] = i + 1
		}
	}
	return keys
}

// keysLogged are the keys of a call that logs, or makes a pair for one that does.
func keysLogged(call *ast.CallExpr) []ast.Expr {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if isAttribute(call) {
		return call.Args[:1]
	}
	if of, ok := method.X.(*ast.Ident); ok && of.Name == "http" {
		return nil // http.Error answers a request
	}
	from, ok := pairsFrom[method.Sel.Name]
	if method.Sel.Name == "With" && isLogger(method.X) {
		from, ok = 0, true
	}
	if !ok {
		return nil
	}
	var keys []ast.Expr
	for i := from; i < len(call.Args); i++ {
		if isAttribute(call.Args[i]) {
			continue // looked at as a call of its own
		}
		keys = append(keys, call.Args[i])
		i++ // its value
	}
	return keys
}

// isAttribute reports a call of log/slog that makes a pair.
func isAttribute(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := function.X.(*ast.Ident)
	return ok && pkg.Name == "slog" && slices.Contains(attributes, function.Sel.Name)
}

// isLogger reports a variable, a field or a method named for a logger. With is a
// name of others too.
func isLogger(e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		e = call.Fun
	}
	name := ""
	switch e := e.(type) {
	case *ast.Ident:
		name = e.Name
	case *ast.SelectorExpr:
		name = e.Sel.Name
	}
	return slices.Contains([]string{"log", "logger", "slog"}, strings.ToLower(name))
}
