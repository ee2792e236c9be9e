// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/cosmos/cosmos-sdk/version"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/kernel/cpu"
)

// versionInfo is the JSON of "weft version".
type versionInfo struct {
	Version string   `json:"version"`
	Commit  string   `json:"commit"`
	Rules   int      `json:"rules"`
	Go      string   `json:"go"`
	OS      string   `json:"os"`
	Arch    string   `json:"arch"`
	Kernels []string `json:"kernels"`
}

func (p *program) version() *cli.Command {
	return p.command(&cli.Command{
		Name:  "version",
		Usage: "say which version this is, and which kernels it has here",
	}, func(*cli.Context) error {
		v := versionInfo{
			Version: orUnknown(version.Version), Commit: orUnknown(version.Commit), Rules: spec.RulesVersion,
			Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Kernels: cpu.Levels(),
		}
		if p.json() {
			return p.object(v)
		}
		_, err := fmt.Fprintf(p.out, "weft     %s\ncommit   %s\nrules    %d\nbuilt    %s %s/%s\nkernels  %s\n",
			v.Version, v.Commit, v.Rules, v.Go, v.OS, v.Arch, strings.Join(v.Kernels, ", "))
		return err
	})
}

// orUnknown names what only the Makefile stamps.
func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
