// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
)

// parameterTables are the rows of docs/guides/parameters.md, by heading and name of the parameter; cells are without the name.
func parameterTables(t *testing.T) map[string]map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../docs/guides/parameters.md")
	require.NoError(t, err)
	tables, heading := map[string]map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "## "); ok {
			heading = name
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		var cells []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		name := strings.Trim(cells[0], "`")
		if tables[heading] == nil {
			tables[heading] = map[string][]string{}
		}
		require.NotContains(t, tables[heading], name, "%s lists it twice", heading)
		tables[heading][name] = cells[1:]
	}
	return tables
}

// shown is a value of genesis as the guide writes it.
func shown(value any) string {
	switch v := value.(type) {
	case nil:
		return "none"
	case []any:
		var parts []string
		for _, part := range v {
			parts = append(parts, shown(part))
		}
		return strings.Join(parts, ", ")
	case map[string]any: // a coin
		return fmt.Sprintf("%v%v", v["amount"], v["denom"])
	case string:
		if v == "" {
			return "none"
		}
		if regexp.MustCompile(`^\d+\.\d+$`).MatchString(v) {
			return strings.TrimRight(strings.TrimRight(v, "0"), ".")
		}
		return v
	}
	return fmt.Sprint(value)
}

func decode(t *testing.T, bz []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(bz)))
	d.UseNumber() // big ones as they are
	out := map[string]any{}
	require.NoError(t, d.Decode(&out))
	return out
}

// boundsInWords are parameters whose bounds are no two numbers.
var boundsInWords = []string{"public_key", "period", "genesis_time", "enabled", "eth_chain_id", "contract"}

// TestParameterGuide holds the guide to the chain: its tables list exactly the parameters of each module, with the defaults of a new chain,
// and the least and the largest value that it says are allowed are accepted, those next to them refused.
func TestParameterGuide(t *testing.T) {
	a, tables := newApp(t), parameterTables(t)
	genesis := a.DefaultGenesis()
	for _, module := range []string{"beacon", "breaker", "bridge", "dispute", "job", "reward", "stake"} {
		rows, state := tables["x/"+module], decode(t, genesis[module])
		params, ok := state["params"].(map[string]any)
		require.True(t, ok, module)
		require.Equal(t, slices.Sorted(maps.Keys(params)), slices.Sorted(maps.Keys(rows)), "parameters of x/%s", module)
		validate := func(name string, value *big.Int) error {
			changed, trial := maps.Clone(params), maps.Clone(genesis)
			changed[name] = value.String()
			state["params"] = changed
			bz, err := json.Marshal(state)
			require.NoError(t, err)
			trial[module] = bz
			return a.Basics().ValidateGenesis(a.AppCodec(), a.TxConfig(), trial)
		}
		for name, cells := range rows {
			require.Equal(t, shown(params[name]), cells[1], "the default of %s", name)
			if slices.Contains(boundsInWords, name) {
				continue
			}
			low, high, ok := strings.Cut(cells[2], " to ")
			require.True(t, ok, "the bounds of %s: %s", name, cells[2])
			one, least, most := big.NewInt(1), bound(t, low, params), bound(t, high, params)
			require.NoError(t, validate(name, least), "%s %s", name, least)
			require.NoError(t, validate(name, most), "%s %s", name, most)
			require.Error(t, validate(name, least.Sub(least, one)), "%s %s", name, least)
			require.Error(t, validate(name, most.Add(most, one)), "%s %s", name, most)
		}
	}
}

// bound is a bound of a parameter, where the others have their defaults: a number or another parameter, or two of them with a sign between.
func bound(t *testing.T, text string, params map[string]any) *big.Int {
	t.Helper()
	term := func(word string) *big.Int {
		if name := strings.Trim(word, "`"); name != word {
			word = shown(params[name])
		}
		n, ok := new(big.Int).SetString(word, 10)
		require.True(t, ok, "%q is no number and no parameter", word)
		return n
	}
	words := strings.Fields(text)
	n := term(words[0])
	switch {
	case len(words) == 1:
	case len(words) == 3 && words[1] == "+":
		n.Add(n, term(words[2]))
	case len(words) == 3 && words[1] == "-":
		n.Sub(n, term(words[2]))
	default:
		t.Fatalf("bound %q", text)
	}
	return n
}

// TestParameterGuideOfOthers holds the rest of the guide to genesis: all limits of consensus, and what it names of the SDK's modules.
func TestParameterGuideOfOthers(t *testing.T) {
	tables := parameterTables(t)
	bz, err := json.Marshal(app.ConsensusParams())
	require.NoError(t, err)
	want := map[string]string{}
	for group, fields := range decode(t, bz) {
		for name, value := range fields.(map[string]any) {
			want[group+"."+name] = shown(value)
		}
	}
	got := map[string]string{}
	for name, cells := range tables["Consensus"] {
		got[name] = cells[1]
	}
	require.Equal(t, want, got)

	genesis := newApp(t).DefaultGenesis()
	rows := tables["Modules of the Cosmos SDK"]
	require.NotEmpty(t, rows)
	for name, cells := range rows {
		path := strings.Split(name, ".")
		var value any = decode(t, genesis[path[0]])
		for _, part := range path[1:] {
			value = value.(map[string]any)[part]
		}
		require.Equal(t, shown(value), cells[0], name)
	}
}
