// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Default returns a specification in which every field that has a constant
// default and applies holds it. It is not valid: other fields are required.
func Default() *Spec {
	s := new(Spec)
	for i := range fields {
		if f := &fields[i]; f.def != "" && f.applies(s) {
			if f.setDefault(s) != nil {
				continue // a test reads every default
			}
		}
	}
	return s
}

// ParseTOML reads the human form of a specification and fills in the defaults
// of what it omits. The result has passed ValidateDraft: only program_digest
// may still be missing. Errors name the line where there is one.
func ParseTOML(r io.Reader) (*Spec, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxTOMLBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTOML, err)
	}
	if len(text) > MaxTOMLBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTOML, MaxTOMLBytes)
	}
	t := reader{spec: new(Spec), lines: make(map[string]int)}
	t.parser.Reset(text)
	walk := t.document()
	positioned, grammar := checkGrammar(text)
	switch {
	case positioned:
		return nil, grammar
	case walk != nil:
		return nil, walk
	case grammar != nil:
		return nil, grammar
	}
	if err := t.fill(); err != nil {
		return nil, err
	}
	return t.spec, nil
}

// checkGrammar holds a document to all rules of TOML, which the walk does not
// know, and reports whether the error names its place. The decoder by itself
// would not do: it rounds fractions.
func checkGrammar(text []byte) (positioned bool, err error) {
	var document map[string]any
	err = toml.Unmarshal(text, &document)
	if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
		line, column := at.Position()
		return true, fmt.Errorf("%w: line %d, column %d: %s", ErrTOML, line, column, clip(err.Error()))
	}
	if err != nil {
		return false, fmt.Errorf("%w: %s", ErrTOML, clip(err.Error()))
	}
	return false, nil
}

// reader walks a document and sets the fields that it names, from the source
// text of their values.
type reader struct {
	parser unstable.Parser
	spec   *Spec
	// lines has the line of every field and of every table, as "[table]",
	// that was given.
	lines map[string]int
}

// once notes where something is given, and refuses it the second time.
func (t *reader) once(name string, line int) error {
	if first, given := t.lines[name]; given {
		return fmt.Errorf("%w: line %d: %s is given already in line %d", ErrTOML, line, name, first)
	}
	t.lines[name] = line
	return nil
}

// document stops at what is not TOML: checkGrammar reports it better.

func (t *reader) document() error {
	table := ""
	for t.parser.NextExpression() {
		e := t.parser.Expression()
		switch e.Kind {
		case unstable.KeyValue:
			if err := t.keyValue(table, e); err != nil {
				return err
			}
		case unstable.Table:
			path, line := t.key("", e)
			if !isTable(path) {
				return fmt.Errorf("%w: line %d: unknown table [%s]", ErrTOML, line, clip(path))
			}
			if err := t.once("["+path+"]", line); err != nil {
				return err
			}
			table = path
		default:
			_, line := t.key("", e)
			return fmt.Errorf("%w: line %d: a specification has no lists of tables", ErrTOML, line)
		}
	}
	return nil
}

// maxKeyParts is more than the parts of any field's path.
const maxKeyParts = 4

// key returns the path of an expression inside a table, and its line. Of a
// hostile key with very many parts it returns the first ones, which name no
// field.
func (t *reader) key(table string, e *unstable.Node) (path string, line int) {
	path = table
	parts := 0
	for it := e.Key(); it.Next() && parts < maxKeyParts; parts++ {
		if parts == 0 {
			line = t.parser.Shape(it.Node().Raw).Start.Line
		}
		if path != "" {
			path += "."
		}
		path += string(it.Node().Data)
	}
	return path, line
}

func (t *reader) keyValue(table string, e *unstable.Node) error {
	path, line := t.key(table, e)
	value := e.Value()
	if value.Kind == unstable.InlineTable {
		if !isTable(path) {
			return fmt.Errorf("%w: line %d: unknown table %s", ErrTOML, line, clip(path))
		}
		for it := value.Children(); it.Next(); {
			if err := t.keyValue(path, it.Node()); err != nil {
				return err
			}
		}
		return nil
	}
	f := fieldAt(path)
	if f == nil {
		return fmt.Errorf("%w: line %d: unknown key %s", ErrTOML, line, clip(path))
	}
	if err := t.once(path, line); err != nil {
		return err
	}
	kinds := map[unstable.Kind]scalarKind{
		unstable.String: scalarString, unstable.Integer: scalarInteger, unstable.Float: scalarFloat, unstable.Bool: scalarBool,
	}
	kind, ok := kinds[value.Kind]
	if !ok {
		return fmt.Errorf("%w: line %d: %s is no number, word, boolean or text", ErrTOML, line, path)
	}
	return t.at(path, f.kind.read(t.spec, scalar{kind, string(value.Data)}))
}

// fill gives the fields that were omitted their defaults, in the order of the
// table, so that a derived default finds what it depends on, and validates.
func (t *reader) fill() error {
	for i := range fields {
		f := &fields[i]
		if _, given := t.lines[f.path]; given || !f.applies(t.spec) {
			continue
		}
		switch {
		case f.def != "":
			if err := f.setDefault(t.spec); err != nil {
				return t.at(f.path, err)
			}
		case f.derive != nil:
			f.derive(t.spec)
		case !f.kind.valid(t.spec):
			return &FieldError{f.path, "missing", f.kind.allowed()}
		}
	}
	err := t.spec.ValidateDraft()
	if refused := (*FieldError)(nil); errors.As(err, &refused) {
		return t.at(refused.Field, err)
	}
	return err
}

// at adds the path to an error that lacks it, and the line if there is one.
func (t *reader) at(path string, err error) error {
	if err == nil {
		return nil
	}
	if refused := (*FieldError)(nil); !errors.As(err, &refused) {
		err = fmt.Errorf("%s: %w", path, err)
	} else if refused.Field == "" {
		err = &FieldError{path, refused.Value, refused.Allowed}
	}
	if line, ok := t.lines[path]; ok {
		return fmt.Errorf("line %d: %w", line, err)
	}
	return err
}

// setDefault sets the constant default, read by the rules for all values.
func (f *field) setDefault(s *Spec) error {
	kind := scalarInteger
	text, quoted := strings.CutPrefix(f.def, `"`)
	switch {
	case quoted:
		kind, text = scalarString, strings.TrimSuffix(text, `"`)
	case text == "true" || text == "false":
		kind = scalarBool
	}
	return f.kind.read(s, scalar{kind, text})
}

func fieldAt(path string) *field {
	for i := range fields {
		if fields[i].path == path {
			return &fields[i]
		}
	}
	return nil
}

// isTable reports whether some field lies below path.
func isTable(path string) bool {
	for i := range fields {
		if strings.HasPrefix(fields[i].path, path+".") {
			return true
		}
	}
	return false
}
