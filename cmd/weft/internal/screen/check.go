// SPDX-License-Identifier: Apache-2.0

package screen

import (
	"fmt"
	"io"
)

// Check is one condition, as JSON too.
type Check struct {
	Name string `json:"name"`
	Pass bool   `json:"pass"`
	// Required conditions must pass before anything works; others are advice.
	Required bool   `json:"required"`
	Detail   string `json:"detail"`
	// Fix is the next act, empty when the condition passes.
	Fix string `json:"fix,omitempty"`
}

// mark says how a condition stands.
func (c Check) mark() string {
	switch {
	case c.Pass:
		return "ok"
	case c.Required:
		return "NO"
	default:
		return "--"
	}
}

// WriteChecks writes a checklist: "ok" passes, "NO" must be mended, "--" could be.
func WriteChecks(w io.Writer, checks []Check) error {
	t := &Table{right: make([]bool, 3)}
	for _, c := range checks {
		t.Row(c.mark(), c.Name, c.Detail)
		if c.Fix != "" {
			t.rows = append(t.rows, []string{"", "", "-> " + c.Fix})
		}
	}
	return t.Write(w)
}

// FirstFailure is the first required condition that does not pass, else the
// first other one; false if all pass.
func FirstFailure(checks []Check) (Check, bool) {
	for _, required := range []bool{true, false} {
		for _, c := range checks {
			if !c.Pass && c.Required == required {
				return c, true
			}
		}
	}
	return Check{}, false
}

// String is the condition on one line.
func (c Check) String() string {
	if c.Fix == "" {
		return fmt.Sprintf("%s: %s", c.Name, c.Detail)
	}
	return fmt.Sprintf("%s: %s; %s", c.Name, c.Detail, c.Fix)
}
