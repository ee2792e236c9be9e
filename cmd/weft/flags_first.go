// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves the options of a command before its arguments: the library
// stops reading options at the first argument, people do not.
func flagsFirst(a *cli.App, args []string) []string {
	if len(args) == 0 {
		return args
	}
	if last := len(args) - 1; args[last] == completionFlag {
		if isOption(args[last-1]) {
			return args // half a word, or an option whose value is asked for
		}
		return append(flagsFirst(a, args[:last]), completionFlag)
	}
	commands, flags := a.Commands, a.Flags
	at := 1
	for at < len(args) && len(commands) > 0 {
		if isOption(args[at]) {
			at += span(flags, args[at:])
			continue
		}
		i := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(args[at]) })
		if i < 0 {
			return args
		}
		commands, flags = commands[i].Subcommands, commands[i].Flags
		at++
	}
	at = min(at, len(args))
	options, rest := slices.Clone(args[:at]), []string(nil)
	for at < len(args) {
		n := 1
		switch {
		case args[at] == "--":
			n = len(args) - at
			rest = append(rest, args[at+1:]...)
			options = append(options, "--")
		case isOption(args[at]):
			n = min(span(flags, args[at:]), len(args)-at)
			options = append(options, args[at:at+n]...)
		default:
			rest = append(rest, args[at])
		}
		at += n
	}
	return append(options, rest...)
}

func isOption(arg string) bool { return len(arg) > 1 && arg[0] == '-' }

// span is how many words an option takes: two if its value is a word of its own.
func span(flags []cli.Flag, args []string) int {
	name, _, joined := strings.Cut(strings.TrimLeft(args[0], "-"), "=")
	if joined || len(args) == 1 {
		return 1
	}
	for _, f := range flags {
		if _, bare := f.(*cli.BoolFlag); !bare && slices.Contains(f.Names(), name) {
			return 2
		}
	}
	return 1
}
