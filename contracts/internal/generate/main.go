// SPDX-License-Identifier: Apache-2.0

// Command generate writes Go bindings of contracts from their artifacts, of all
// named ones into one file: structs that contracts share are one type.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// artifacts is the folder of the artifacts, from the folders that generate.
const artifacts = "../artifacts"

var errUsage = errors.New("usage: generate -package <name> -out <file> <contract>, one or more")

func main() {
	name := flag.String("package", "", "name of the package")
	out := flag.String("out", "", "file to write")
	flag.Parse()
	if err := generate(*name, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func generate(name, out string, contracts []string) error {
	if name == "" || out == "" || len(contracts) == 0 {
		return errUsage
	}
	var abis, bytecodes []string
	for _, contract := range contracts {
		bz, err := os.ReadFile(filepath.Join(artifacts, contract+".json"))
		if err != nil {
			return fmt.Errorf("contract %s has no artifact; run: make contracts: %w", contract, err)
		}
		var artifact struct {
			ABI      json.RawMessage `json:"abi"`
			Bytecode string          `json:"bytecode"`
		}
		if err := json.Unmarshal(bz, &artifact); err != nil {
			return fmt.Errorf("artifact of %s: %w", contract, err)
		}
		abis = append(abis, string(artifact.ABI))
		bytecodes = append(bytecodes, artifact.Bytecode)
	}
	code, err := abigen.BindV2(contracts, abis, bytecodes, name, nil, nil)
	if err != nil {
		return err
	}
	code = "// SPDX-License-Identifier: Apache-2.0\n\n" + strings.TrimLeft(code, "\n")
	return os.WriteFile(out, []byte(code), 0o644)
}
