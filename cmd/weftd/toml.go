// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// toml is a configuration file by lines, so that a change keeps comments and order. It knows the shapes that the files of a node have:
// sections, and options of one line each.
type toml struct{ lines []string }

// option is one line of a file.
type option struct {
	line        int
	name, value string // the name with that of its section, and the value as it is written
}

func newTOML(text string) *toml { return &toml{strings.Split(text, "\n")} }

func (t *toml) String() string { return strings.Join(t.lines, "\n") }

// options lists the options in order.
func (t *toml) options() []option {
	var out []option
	section := ""
	for i, line := range t.lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]") + "."
		default:
			if name, value, ok := strings.Cut(line, "="); ok {
				out = append(out, option{line: i, name: section + strings.TrimSpace(name), value: strings.TrimSpace(value)})
			}
		}
	}
	return out
}

func (t *toml) find(name string) (option, error) {
	all := t.options()
	if i := slices.IndexFunc(all, func(o option) bool { return o.name == name }); i >= 0 {
		return all[i], nil
	}
	last := name[strings.LastIndex(name, ".")+1:]
	var like []string
	for _, o := range all {
		if strings.Contains(o.name, last) {
			like = append(like, o.name)
		}
	}
	if len(like) == 0 {
		return option{}, fmt.Errorf("no option %q; the file lists them", name)
	}
	return option{}, fmt.Errorf("no option %q; like it: %s", name, strings.Join(like, ", "))
}

// set gives an option a value of the kind that it has: text, whole number, true or false, or a list of texts with commas between them.
func (t *toml) set(name, value string) error {
	o, err := t.find(name)
	if err != nil {
		return err
	}
	written, err := write(o.value, value)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	head, _, _ := strings.Cut(t.lines[o.line], "=")
	t.lines[o.line] = head + "= " + written
	return nil
}

// write writes a value in the kind of an old one.
func write(old, value string) (string, error) {
	switch {
	case strings.ContainsAny(value, "\n\r"):
		return "", fmt.Errorf("%q has more than one line", value)
	case strings.HasPrefix(old, `"`):
		return strconv.Quote(value), nil
	case old == "true" || old == "false":
		if value != "true" && value != "false" {
			return "", fmt.Errorf("%q is neither true nor false", value)
		}
		return value, nil
	case strings.HasPrefix(old, "[") && strings.HasSuffix(old, "]"):
		var items []string
		for item := range strings.SplitSeq(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = append(items, strconv.Quote(item))
			}
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	}
	if _, err := strconv.ParseInt(old, 10, 64); err != nil {
		return "", fmt.Errorf("%s is not of one line: change it in the file", old)
	}
	if _, err := strconv.ParseInt(value, 10, 64); err != nil {
		return "", fmt.Errorf("%q is not a whole number", value)
	}
	return value, nil
}
