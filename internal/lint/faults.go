// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// faultKinds are the names an allowance may use.
var faultKinds = []string{"float", "clock", "map-range", "goroutine"}

// A fault is one forbidden thing in consensus code.
type fault struct {
	pos  token.Pos
	what string // one of faultKinds
	text string
}

// walker collects the faults of a file.
type walker struct {
	info        *typeInfo
	sortedCalls map[*ast.CallExpr]bool // calls whose result is sorted at once
	faults      []fault
}

func (w *walker) add(pos token.Pos, what, text string) {
	w.faults = append(w.faults, fault{pos, what, text})
}

func (w *walker) visit(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.GoStmt:
		w.add(n.Pos(), "goroutine", "consensus code runs in one thread; no go statement")
	case *ast.SelectStmt:
		w.add(n.Pos(), "goroutine", "a select picks by chance")
	case *ast.ChanType:
		w.add(n.Pos(), "goroutine", "consensus code runs in one thread; no channels")
	case *ast.RangeStmt:
		if isMap(w.info.TypeOf(n.X)) {
			w.add(n.Pos(), "map-range", "a map has no order; range over sorted keys: slices.Sorted(maps.Keys(m))")
		}
	case *ast.CallExpr:
		w.call(n)
	case *ast.Ident:
		w.use(n)
	}
	if e, ok := node.(ast.Expr); ok && isFloat(w.info.TypeOf(e)) {
		w.add(e.Pos(), "float", "consensus code computes with integers; no floating point")
	}
	return true
}

// sorters take an iterator and give an order of their own.
var sorters = []string{"Sorted", "SortedFunc", "SortedStableFunc"}

// call notes iterators that are sorted at once and reports the other walks over
// a map.
func (w *walker) call(n *ast.CallExpr) {
	callee := w.info.callee(n)
	if callee == nil || callee.Pkg() == nil {
		return
	}
	switch callee.Pkg().Path() {
	case "slices":
		if slices.Contains(sorters, callee.Name()) {
			if inner, ok := n.Args[0].(*ast.CallExpr); ok {
				w.sortedCalls[inner] = true
			}
		}
	case "maps":
		if slices.Contains([]string{"Keys", "Values", "All"}, callee.Name()) && !w.sortedCalls[n] {
			w.add(n.Pos(), "map-range", "maps."+callee.Name()+" has no order; sort at once: slices.Sorted(maps.Keys(m))")
		}
	}
}

// clocks are the functions of package time that read a clock or wait for it.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTicker", "NewTimer", "Sleep", "Tick"}

// use reports names that read a clock and maps made for goroutines. A big.Float
// is fine: its precision and rounding are the program's choice, not a
// processor's.
func (w *walker) use(n *ast.Ident) {
	object := w.info.Uses[n]
	if object == nil || object.Pkg() == nil {
		return
	}
	switch name := object.Name(); object.Pkg().Path() {
	case "time":
		if _, isFunc := object.(*types.Func); isFunc && slices.Contains(clocks, name) && object.Parent() == object.Pkg().Scope() {
			w.add(n.Pos(), "clock", "time."+name+" differs from node to node; use the height or the time of the block")
		}
	case "sync":
		if name == "Map" {
			w.add(n.Pos(), "map-range", "a sync.Map has no order and consensus code runs in one thread")
		}
	}
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsFloat|types.IsComplex) != 0
}
