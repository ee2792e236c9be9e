// SPDX-License-Identifier: Apache-2.0

package promtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const page = `# HELP a_total Some.
# TYPE a_total counter
a_total{state="x",job="1"} 3
b 1.5e+06
c_bucket{le="+Inf"} 2
`

// TestQueries: metrics and labels are found wherever a query names them.
func TestQueries(t *testing.T) {
	for expr, want := range map[string]string{
		`a_total`:                             "",
		`rate(a_total{state="x"}[5m]) > 0`:    "",
		`sum by (state) (a_total) / b`:        "",
		`b - on (job) group_right () a_total`: "",
		`time() - b > 1e6 and b`:              "",
		`up{job="weft"} == 0`:                 "",
		`d`:                                   `no metric d`,
		`b{state="x"}`:                        `b has no label state`,
		`sum by (colour) (a_total)`:           `no label colour`,
		`rate(a_total[5m]`:                    `a parenthesis is not closed`,
		`a_total)`:                            `a parenthesis is closed that is not open`,
		`a_total ; b`:                         `; is not understood`,
		`sum by a_total`:                      `by without labels in parentheses`,
		`1 + 2`:                               `uses no metric`,
	} {
		faults := scrape(page).faults(query{expr: expr})
		if want == "" {
			require.Empty(t, faults, expr)
			continue
		}
		require.Len(t, faults, 1, expr)
		require.Contains(t, faults[0], want)
	}
	require.Len(t, scrape(page).faults(query{"b", "{{instance}} {{state}} {{ $labels.job }}"}), 1)
}

// TestFiles: queries are found in both kinds of file, and a file without one is a
// fault.
func TestFiles(t *testing.T) {
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	require.Empty(t, Faults(write("d.json", `{"panels":[{"targets":[{"expr":"b"},{"expr":"a_total","legendFormat":"{{state}}"}]}]}`), page))
	require.Len(t, Faults(write("d.json", `{"panels":[{"targets":[{"expr":"b"},{"expr":"x"},{"expr":"b","legendFormat":"{{y}}"}]}]}`), page), 2)
	require.Len(t, Faults(write("a.yml", "rules:\n  - alert: A\n    expr: x > 1\n    for: 1m\n    annotations:\n      summary: '{{ $labels.y }}'\n"), page), 2)
	for _, none := range []string{write("d.json", `{}`), write("d.json", `x`), write("a.yml", "groups: []\n"), "nothing.yml"} {
		require.Len(t, Faults(none, page), 1)
	}
}
