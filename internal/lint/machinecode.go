// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Arithmetic on floats, and conversions from and to them, as go tool objdump
// writes it. Moves, and exclusive or of a register with itself, are not here:
// the compiler copies and clears memory with them.
var (
	floatCode = regexp.MustCompile(`^V?((ADD|SUB|MUL|DIV|SQRT|MIN|MAX|RCP|RSQRT|HADD|HSUB|ADDSUB|ROUND|DP)(SS|SD|PS|PD)|CMP(SS|PS|PD|SD_XMM)|U?COMIS[SD]|CVT.*|FN?M(ADD|SUB).*)$` +
		`|^(F(N?M?(ADD|SUB)|N?MUL|DIV|SQRT|C?CMP|CVT|MAX|MIN|RINT|ABS|NEG|CSEL).*|[SU]CVTF.*)$`)
	// What objdump cannot decode: the fused multiply-adds of FMA3.
	fusedCode = regexp.MustCompile(`^c4.2..(9[6-9a-f]|a[6-9a-f]|b[6-9a-f])`)
)

// arithmetic are libraries whose functions consensus code computes with. Those
// that it calls, and what they call in turn, compute with integers too.
var arithmetic = []string{
	"math", "math/big", "cosmossdk.io/math",
	gnark + "/ecc/bls12-381", gnark + "/ecc/bls12-381/fp", gnark + "/ecc/bls12-381/fr", gnark + "/ecc/bls12-381/hash_to_curve",
	gnark + "/ecc/bls12-381/internal/fptower", gnark + "/ecc", gnark + "/field/hash",
}

const gnark = "github.com/consensys/gnark-crypto"

// harmless are functions of these libraries that have floats, and why no result
// depends on them.
var harmless = map[string]string{
	"math/big.nat.itoa": "estimates the length of a buffer for digits; leading zeros are stripped",
}

// code is a function that was compiled.
type code struct {
	file string
	// at is the last line of that file: what is inlined is said of it.
	at int
	// float is the line of the first instruction on floats, 0 without any.
	float int
	calls []callSite
}

type callSite struct {
	line   int
	target string
}

// machineCode forbids floating-point instructions in the compiled code of
// consensus packages, and in the functions of arithmetic libraries that it
// reaches by calls that the compiler resolved. It sees what the types do not
// show: what a library does, and what the compiler makes of a rule.
func machineCode(ctx context.Context, repo *Repo) ([]Finding, error) {
	dirs := map[string]bool{}
	for _, file := range repo.goFiles() {
		if isConsensus(file.Dir()) && !file.IsTest() && file.Dir() != "app" {
			dirs[file.Dir()] = true
		}
	}
	if len(dirs) == 0 {
		return nil, nil
	}
	list, err := goList(ctx, repo.Root, dirs)
	if err != nil {
		return nil, err
	}
	own, library := map[string]map[string]*code{}, map[string]*code{} // own by folder
	var jobs []listed
	for _, p := range list {
		if dir, local := repo.local(p.ImportPath); local && dirs[dir] || slices.Contains(arithmetic, p.ImportPath) {
			jobs = append(jobs, p)
		}
	}
	compiled, err := disassembleAll(ctx, repo.Root, jobs)
	if err != nil {
		return nil, err
	}
	for i, p := range jobs {
		if dir, local := repo.local(p.ImportPath); local {
			own[dir] = compiled[i]
		} else {
			maps.Copy(library, compiled[i])
		}
	}
	return judgeCode(own, library), nil
}

// disassembleAll works on as many packages at once as there are processors.
func disassembleAll(ctx context.Context, root string, jobs []listed) ([]map[string]*code, error) {
	if !slices.Contains([]string{"amd64", "arm64"}, runtime.GOARCH) {
		return nil, fmt.Errorf("instructions of %s are not known here; run on amd64 or arm64", runtime.GOARCH)
	}
	compiled, errs := make([]map[string]*code, len(jobs)), make([]error, len(jobs))
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, p := range jobs {
		wait.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			compiled[i], errs[i] = disassemble(ctx, root, p)
		})
	}
	wait.Wait()
	return compiled, errors.Join(errs...)
}

// judgeCode reports every function with floats, and every call that reaches one.
func judgeCode(own map[string]map[string]*code, library map[string]*code) []Finding {
	var findings []Finding
	for dir, functions := range own {
		for name, f := range functions {
			if f.float > 0 {
				text := name + " is compiled to floating-point instructions; consensus code computes with integers"
				findings = append(findings, Finding{path.Join(dir, f.file), f.float, "machine-code", text})
				continue
			}
			for _, c := range f.calls {
				if at := reached(library, c.target, map[string]bool{}); at != "" {
					text := fmt.Sprintf("%s calls %s, which reaches floating-point instructions in %s", name, c.target, at)
					findings = append(findings, Finding{path.Join(dir, f.file), c.line, "machine-code", text})
				}
			}
		}
	}
	return sorted(findings)
}

// reached is a function with floats that a call to target leads to, or "".
func reached(library map[string]*code, target string, seen map[string]bool) string {
	f := library[target]
	if f == nil || seen[target] || harmless[target] != "" {
		return ""
	}
	seen[target] = true
	if f.float > 0 {
		return target
	}
	for _, c := range f.calls {
		if at := reached(library, c.target, seen); at != "" {
			return at
		}
	}
	return ""
}

// disassemble reads the functions of one package from the archive that the go
// command keeps in its cache. Instances of other packages' generic functions are
// not among them.
func disassemble(ctx context.Context, root string, p listed) (map[string]*code, error) {
	if p.Export == "" {
		return nil, fmt.Errorf("go list: no compiled code of %s", p.ImportPath)
	}
	cmd := exec.CommandContext(ctx, "go", "tool", "objdump", "-s", "^"+regexp.QuoteMeta(p.ImportPath)+`\.`, p.Export)
	cmd.Dir = filepath.FromSlash(root)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go tool objdump of %s: %w\n%s", p.ImportPath, err, strings.TrimSpace(stderr.String()))
	}
	return readCode(string(out)), nil
}

// readCode reads what go tool objdump writes: a line TEXT name(SB) file for a
// function, then for each instruction its place, address, bytes, text and
// relocations.
func readCode(text string) map[string]*code {
	functions := map[string]*code{}
	f := &code{}
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(line, "TEXT "); ok {
			name, source, _ := strings.Cut(strings.TrimSpace(name), "(SB)")
			f = cmp.Or(functions[name], &code{file: path.Base(source), at: 1})
			functions[name] = f
			continue
		}
		if fields := strings.Fields(line); len(fields) > 3 {
			f.read(fields)
		}
	}
	return functions
}

// read takes one instruction.
func (f *code) read(fields []string) {
	if file, number, _ := strings.Cut(fields[0], ":"); file == f.file {
		if line, err := strconv.Atoi(number); err == nil {
			f.at = line
		}
	}
	if f.float == 0 && (floatCode.MatchString(fields[3]) || fusedCode.MatchString(fields[2])) {
		f.float = f.at
	}
	for _, field := range fields[4:] {
		_, relocation, _ := strings.Cut(field, "]")
		kind, target, _ := strings.Cut(relocation, ":")
		if strings.HasPrefix(kind, "R_CALL") {
			target, _, _ = strings.Cut(target, "<")
			f.calls = append(f.calls, callSite{f.at, target})
		}
	}
}
