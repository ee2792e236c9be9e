// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"path"
	"strings"
)

// A layer is one folder of the map and what it may import from this module.
// Packages of one layer import each other freely; the standard library is
// always open, third parties are fenced apart from this (see fences.go).
//
// Folders are patterns: "*" stands for one name, a last "/..." takes in
// everything below. A change here is a change of the map: write an ADR.
type layer struct {
	dir string
	may []string
	why string // what the layer is, in words that complete "... may not be imported:"
}

// layers is the map, from the rules of the protocol up to the programs.
var layers = []layer{
	{"chain/commit", nil, "encodings stand below everything"},
	{"chain/spec", nil, "the specification is a function of nothing else"},
	{"chain/program", []string{"chain/commit", "chain/spec"}, "a program is a function of the specification"},
	{"chain/referee", []string{"chain/commit", "chain/program"}, "the referee knows programs and encodings only"},
	{"chain/game", []string{"chain/commit", "chain/program", "chain/referee"}, "a dispute is judged by the referee alone"},
	{"chain/sample", []string{"chain/commit"}, "draws depend on seeds only"},
	{"chain/payout", nil, "money is integer formulas"},
	{"chain/beacon", nil, "a beacon's rounds verify by themselves"},
	{"chain/client", []string{"x/*/types"}, "the client speaks in messages and queries"},

	{"x/bridge/oracle", []string{"contracts", "x/bridge/types"}, "the oracle reads contracts for x/bridge"},
	{"x/*", append([]string{"x/*/types", "chain/beacon/local"}, chainRules...), "modules meet through interfaces in types/expected_keepers.go"},
	{"app", []string{"x/..."}, "the app wires modules"},

	{"trainer/tensor", nil, "tensors stand below all training"},
	{"trainer/kernel", []string{"trainer/tensor", "chain/program"}, "kernels execute operators"},
	{"trainer/engine", []string{"trainer/kernel", "trainer/tensor", "chain/program", "chain/commit"}, "the choice of a kernel belongs to cmd"},
	{"trainer/data", []string{"trainer/tensor", "chain/commit", "chain/sample"}, "data knows nothing of training"},
	{"trainer/checkpoint", []string{"trainer/tensor", "chain/commit", "chain/program"}, "a checkpoint is bytes of a state"},
	{"trainer/checkpoint/pretrained", []string{
		"trainer/checkpoint/...", "trainer/checkpoint/safetensors", "chain/commit", "chain/program", "chain/spec",
	}, "a folder for others is made from a specification"},
	{"trainer/outer", []string{"trainer/tensor", "chain/commit", "chain/program", "chain/payout"}, "aggregation is arithmetic"},
	{"trainer/blob", []string{"chain/commit"}, "a store knows content ids only"},
	{"trainer/worker", append([]string{"trainer/...", "chain/client", "x/*/types"}, chainRules...), "the trainer's loop reaches the chain through chain/client"},

	{"verifier/replay", append([]string{
		"chain/client", "trainer/engine", "trainer/checkpoint", "trainer/data", "trainer/outer",
		"trainer/blob", "trainer/kernel", "trainer/tensor",
	}, chainRules...), "replay re-executes what trainers did"},
	{"verifier/agent", []string{"chain/commit", "chain/game"}, "an agent is a pure function of the dispute"},
	{"verifier/watch", append([]string{
		"verifier/replay", "verifier/agent", "chain/client", "x/*/types", "trainer/blob",
	}, chainRules...), "watch schedules replay and agent"},
	{"verifier/beacon", []string{"chain/beacon/...", "chain/client", "x/*/types"}, "posting rounds needs no replay"},

	{"contracts", nil, "bindings stand alone"},
	{"cmd", []string{"..."}, ""},
	{"test", []string{"app/...", "chain/...", "x/...", "trainer/...", "verifier/...", "contracts/..."}, ""},
	{"internal/*", nil, "internal packages serve every layer"},
}

// chainRules are the folders of the pure rules: no SDK, clock, disk, network,
// goroutine or float in any of them.
var chainRules = []string{
	"chain/commit", "chain/spec", "chain/program", "chain/referee", "chain/game", "chain/sample", "chain/payout",
	"chain/beacon",
}

// A wall holds in tests too, where the arrows do not.
type wall struct {
	from   []string
	except []string
	to     string
	why    string
}

var walls = []wall{
	{[]string{"..."}, []string{"cmd"}, "cmd", "nothing imports a program; move what is shared into a package below"},
	{[]string{"..."}, []string{"cmd", "app", "test"}, "app", "nothing but cmd imports the app; tests of whole chains live in app or test"},
	{[]string{"x", "chain"}, nil, "trainer", "consensus code must not link the trainer"},
	{[]string{"x", "chain"}, nil, "verifier", "consensus code must not link the verifier"},
	{
		[]string{"x", "app"},
		[]string{"x/beacon/simulation", "x/beacon/internal"},
		"chain/beacon/local",
		"whoever has a local beacon knows its rounds beforehand; simulations and tests may",
	},
	{[]string{"trainer"}, nil, "verifier", "the trainer does not verify; cmd/weft runs verifier/watch beside it"},
}

// match reports whether dir fits a folder pattern.
func match(pattern, dir string) bool {
	if pattern == "..." {
		return true
	}
	if folder, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(dir, folder)
	}
	ok, err := path.Match(pattern, dir)
	return ok && err == nil
}

// place is a layer and the concrete folder that took its pattern's place.
type place struct {
	layer
	root string
}

// placeOf returns the place of a folder on the map: the layer of the longest
// pattern that the folder or one of its parents fits.
func placeOf(dir string) (place, bool) {
	best, found := place{}, false
	for _, l := range layers {
		depth := strings.Count(l.dir, "/") + 1
		parts := strings.Split(dir, "/")
		if len(parts) < depth {
			continue
		}
		root := strings.Join(parts[:depth], "/")
		if match(l.dir, root) && len(root) > len(best.root) {
			best, found = place{l, root}, true
		}
	}
	return best, found
}
