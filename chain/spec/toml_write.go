// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"fmt"
	"strings"
)

// MarshalTOML writes the human form of a specification that passes
// ValidateDraft, every field that applies included. ParseTOML gives the same
// specification back.
func MarshalTOML(s *Spec) ([]byte, error) {
	if err := s.ValidateDraft(); err != nil {
		return nil, err
	}
	var b strings.Builder
	writeFields(&b, func(f *field, key string) {
		if line, ok := f.line(s, key); ok {
			fmt.Fprintln(&b, line)
		}
	})
	return []byte(b.String()), nil
}

// Template writes the human form of any specification for a person to edit:
// each field with its meaning, range and default. Fields without a value are
// there as comments.
func Template(s *Spec) []byte {
	var b strings.Builder
	fmt.Fprint(&b, "# The specification of a job. Lines that start with # are not read; an\n",
		"# omitted field has its default; fields without a default are required.\n")
	writeFields(&b, func(f *field, key string) {
		fmt.Fprintf(&b, "\n# %s.\n", strings.ReplaceAll(f.about, "`", ""))
		fmt.Fprintf(&b, "# Allowed: %s", f.kind.allowed())
		if f.when != nil {
			fmt.Fprintf(&b, "; only with %s", strings.ReplaceAll(f.when.text, "`", ""))
		}
		def := f.def
		if f.derived != "" {
			def = strings.ReplaceAll(f.derived, "`", "")
		}
		if def != "" {
			fmt.Fprintf(&b, ". Default: %s", def)
		}
		fmt.Fprintln(&b, ".")
		if line, ok := f.line(s, key); ok {
			fmt.Fprintln(&b, line)
		} else {
			fmt.Fprintf(&b, "#%s =\n", key)
		}
	})
	return []byte(b.String())
}

// writeFields calls write for every field with its key inside the table that
// it last began. Program digest and the other fields without a table come
// first, as TOML wants.
func writeFields(b *strings.Builder, write func(f *field, key string)) {
	for i := range fields {
		if f := &fields[i]; !strings.Contains(f.path, ".") {
			write(f, f.path)
		}
	}
	current := ""
	for i := range fields {
		f := &fields[i]
		table, key, ok := strings.Cut(f.path, ".")
		if !ok {
			continue
		}
		if table != current {
			fmt.Fprintf(b, "\n[%s]\n", table)
			current = table
		}
		write(f, key)
	}
}

// line is the field as one line of TOML, if the specification has it.
func (f *field) line(s *Spec, key string) (string, bool) {
	if !f.applies(s) || (!f.kind.valid(s)) || (f.optional() && f.kind.absent(s)) {
		return "", false
	}
	return key + " = " + f.kind.toml(s), true
}

// optional reports whether the field may be omitted and has no default.
func (f *field) optional() bool { return f.def == "" && f.derive == nil }
