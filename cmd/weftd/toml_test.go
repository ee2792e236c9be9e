// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const example = `# a comment
name = "old" 
height = 5
[p2p]
# enable it
enable = false
name = "inner"
list = ["a", "b"]
many = [
]
[p2p.limits]
name = "deep"
`

// TestSetOption changes one line of a file and nothing else, in the kind that it had.
func TestSetOption(t *testing.T) {
	for _, c := range []struct{ name, value, from, to string }{
		{"name", `a "b" \c`, `name = "old" `, `name = "a \"b\" \\c"`},
		{"height", "-1", "height = 5", "height = -1"},
		{"p2p.enable", "true", "enable = false", "enable = true"},
		{"p2p.name", "x=y", `name = "inner"`, `name = "x=y"`},
		{"p2p.limits.name", "", `name = "deep"`, `name = ""`},
		{"p2p.list", "c, d,", `list = ["a", "b"]`, `list = ["c", "d"]`},
	} {
		f := newTOML(example)
		require.NoError(t, f.set(c.name, c.value), c.name)
		require.Equal(t, strings.Replace(example, c.from, c.to, 1), f.String())
	}
	for _, c := range []struct{ name, value, words string }{
		{"limits", "1", `no option "limits"; like it: p2p.limits.name`},
		{"nothing", "1", `no option "nothing"; the file lists them`},
		{"height", "five", `"five" is not a whole number`},
		{"p2p.enable", "yes", `"yes" is neither true nor false`},
		{"p2p.many", "a", "is not of one line"},
		{"name", "a\nb", "more than one line"},
	} {
		f := newTOML(example)
		require.ErrorContains(t, f.set(c.name, c.value), c.words)
		require.Equal(t, example, f.String())
	}
}
