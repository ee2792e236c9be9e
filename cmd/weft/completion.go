// SPDX-License-Identifier: Apache-2.0

package main

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// The scripts ask the program itself for the words that may follow.
var (
	//go:embed completion/weft.bash
	bashCompletion string
	//go:embed completion/weft.zsh
	zshCompletion string
	//go:embed completion/weft.fish
	fishCompletion string
)

func (p *program) completion() *cli.Command {
	shells := []string{"bash", "zsh", "fish"}
	return p.command(&cli.Command{
		Name: "completion",
		BashComplete: func(c *cli.Context) {
			if c.NArg() == 0 {
				_, _ = fmt.Fprintln(p.out, strings.Join(shells, "\n")) // a shell that hangs up wants no words
			}
		},
		Usage:     "print a script that completes commands and options in a shell",
		ArgsUsage: "bash|zsh|fish",
		Description: "bash: weft completion bash > /etc/bash_completion.d/weft\n" +
			"zsh:  weft completion zsh > \"${fpath[1]}/_weft\"\n" +
			"fish: weft completion fish > ~/.config/fish/completions/weft.fish",
	}, func(c *cli.Context) error {
		if c.NArg() != 1 {
			return wrongUse("%d shells are named; name one: bash, zsh or fish", c.NArg())
		}
		script := ""
		switch shell := c.Args().First(); shell {
		case "bash":
			script = bashCompletion
		case "zsh":
			script = zshCompletion
		case "fish":
			script = fishCompletion
		default:
			return wrongUse("no script for the shell %q; allowed: %s", shell, strings.Join(shells, ", "))
		}
		_, err := fmt.Fprint(p.out, script)
		return err
	})
}
