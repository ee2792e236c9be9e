// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"fmt"
	"slices"
	"strings"
)

// A fence keeps a group of third-party modules inside the folders that need
// them. Modules are prefixes of import paths.
type fence struct {
	name    string
	modules []string
	inside  []string
	why     string
}

var fencesAround = []fence{
	{
		"the Cosmos SDK",
		[]string{
			"github.com/cosmos/cosmos-sdk", "github.com/cosmos/ibc-go", "github.com/cosmos/cosmos-db", "github.com/cosmos/iavl",
			"github.com/cometbft", "cosmossdk.io",
		},
		[]string{"x", "app", "chain/client", "cmd", "test"},
		"training and the rules of the protocol build without a chain; reach it through chain/client",
	},
	{
		"IPFS",
		[]string{"github.com/ipfs", "github.com/libp2p", "github.com/ipld", "github.com/multiformats"},
		[]string{"trainer/blob/ipfs", "internal/vectors"},
		"content stores are used through trainer/blob; vectors are checked against the original",
	},
	{
		"go-ethereum",
		[]string{"github.com/ethereum/go-ethereum"},
		[]string{"contracts", "x/bridge/oracle", "cmd", "internal/vectors"},
		"Ethereum is seen through the contracts' bindings",
	},
	{
		"gnark",
		[]string{"github.com/consensys"},
		[]string{"chain/beacon"},
		"curve arithmetic is used through chain/beacon",
	},
	{
		"CUDA",
		[]string{"gorgonia.org/cu", "C"},
		[]string{"trainer/kernel/cuda"},
		"everything else builds without cgo",
	},
	{
		"avo",
		[]string{"github.com/mmcloughlin/avo"},
		[]string{"trainer/kernel/cpu"},
		"assembly is generated in one place",
	},
	{
		"urfave/cli",
		[]string{"github.com/urfave/cli"},
		[]string{"cmd/weft"},
		"flags belong to programs",
	},
}

// fenceless are modules inside a fenced prefix that anyone may use.
var fenceless = []string{"cosmossdk.io/math"}

// A chainLibrary is a third-party module that the rules of the protocol may use
// below a folder; everything else is forbidden there. Generated code may import
// gogoproto and its annotations as well.
type chainLibrary struct {
	module string
	inside string
}

var chainLibraries = []chainLibrary{
	{"cosmossdk.io/math", "chain"},
	{"github.com/zeebo/blake3", "chain"},
	{"lukechampine.com/blake3", "chain"},
	{"github.com/cosmos/gogoproto", "chain/spec"},
	{"github.com/pelletier/go-toml/v2", "chain/spec"},
	{"github.com/consensys/gnark-crypto", "chain/beacon"},
}

// chainStd is what the rules of the protocol may not import of the standard
// library: clocks, disks, networks, chance, machines.
var chainStd = []string{
	"crypto/rand", "database", "log", "math/rand", "net", "os", "path/filepath", "io/fs", "io/ioutil", "plugin", "runtime", "syscall", "time", "unsafe",
}

// fences keeps third parties where they are needed, and the rules of the
// protocol free of all but a few.
func fences(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.goFiles() {
		for _, spec := range file.Go.Imports {
			if text := fenced(repo, file, importPath(spec.Path.Value)); text != "" {
				findings = append(findings, Finding{file.Path, repo.line(spec.Pos()), "fences", text})
			}
		}
	}
	return sorted(findings)
}

// fenced says why a file may not import a path from outside this module.
func fenced(repo *Repo, file *File, name string) string {
	if _, ok := repo.local(name); ok || oneOf(name, fenceless) {
		return ""
	}
	if isChainRule(file.Dir()) && !file.forTests() {
		return chainBars(file, name)
	}
	for _, f := range fencesAround {
		if oneOf(name, f.modules) && !anyWithin(file.Dir(), f.inside) {
			return fmt.Sprintf("%s is fenced to %s: %s; not here: %s", f.name, strings.Join(f.inside, ", "), f.why, name)
		}
	}
	return ""
}

// chainBars says why the rules of the protocol may not import a path.
func chainBars(file *File, name string) string {
	if isStd(name) {
		if oneOf(name, chainStd) {
			return "the rules of the protocol see no clock, disk, network, chance or machine: " + name
		}
		return ""
	}
	for _, l := range chainLibraries {
		if within(name, l.module) && within(file.Dir(), l.inside) {
			return ""
		}
	}
	if file.IsGenerated() && oneOf(name, []string{"github.com/cosmos/gogoproto", "github.com/cosmos/cosmos-proto"}) {
		return ""
	}
	return "the rules of the protocol use the standard library and the modules listed in internal/lint/fences.go only: " + name
}

func isChainRule(dir string) bool { return anyWithin(dir, chainRules) }

func isStd(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return !strings.Contains(first, ".") && name != "C"
}

func oneOf(name string, modules []string) bool {
	return slices.ContainsFunc(modules, func(m string) bool { return within(name, m) })
}

// testLibraries are for tests alone.
var testLibraries = []string{
	"testing", "github.com/stretchr/testify", "pgregory.net/rapid", "github.com/rogpeppe/go-internal",
}

// testOnly keeps test libraries and packages made for tests out of programs.
func testOnly(repo *Repo) []Finding {
	var findings []Finding
	for _, file := range repo.goFiles() {
		if file.forTests() {
			continue
		}
		for _, spec := range file.Go.Imports {
			name := importPath(spec.Path.Value)
			dir, local := repo.local(name)
			if oneOf(name, testLibraries) || local && isTestPackage(dir) {
				text := "only tests, and packages whose name ends in test, import " + name
				findings = append(findings, Finding{file.Path, repo.line(spec.Pos()), "test-only", text})
			}
		}
	}
	return sorted(findings)
}
