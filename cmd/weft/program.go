// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"log/slog"

	"github.com/urfave/cli/v2"
)

// program is one run of weft: its streams, and what its options say.
type program struct {
	streams
	settings
	log *slog.Logger
}

func newProgram(io streams) *program {
	return &program{streams: io, log: slog.New(slog.DiscardHandler)}
}

func (p *program) app() *cli.App {
	a := &cli.App{
		Name:     "weft",
		HelpName: "weft",
		Usage:    "train models together, with equal bits on every machine",
		Description: "See all of it on this machine:  weft devnet\n" +
			"Have a model trained:           weft init, key add, data add, job init, job check, job submit, job watch, job pull\n" +
			"Train for others, and be paid:  weft init, key add, doctor, provider register, provider status, train\n" +
			"Verify what others train:       weft init, key add, doctor, provider register, verify\n" +
			"Money on Ethereum:              weft eth status, eth deposit, eth withdraw, eth bounty, eth relay\n" +
			"Train alone, without a chain:   weft lab train\n" +
			"Every command has --help, with all its options, and --output json. It ends with 0 when it is done, 1 when it failed,\n" +
			"2 for wrong use, 3 when the chain refused, 4 when a node or content is out of reach.",
		Reader:    p.in,
		Writer:    p.out,
		ErrWriter: p.err,
		Flags:     globalFlags(true),
		Commands: []*cli.Command{
			p.devnet(), p.trainJobs(), p.verify(), p.job(), p.model(), p.provider(), p.dispute(), p.key(), p.data(), p.blob(),
			p.lab(), p.eth(), p.init(), p.doctor(), p.version(), p.completion(), p.man(),
		},
		HideVersion:          true, // "weft version"
		HideHelpCommand:      true,
		EnableBashCompletion: true,
		OnUsageError:         usageError,
		ExitErrHandler:       func(*cli.Context, error) {}, // run prints errors, once
		Action:               group,
	}
	return a
}

// group is the action of a command that only holds others.
func group(c *cli.Context) error {
	if c.Args().Present() {
		near := cli.SuggestCommand(c.Command.Subcommands, c.Args().First())
		return wrongUse("%s has no command %q. %s See %s --help", c.Command.HelpName, c.Args().First(), near, c.Command.HelpName)
	}
	return cli.ShowSubcommandHelp(c)
}

// command completes a command that does something: global options, logs, and
// errors of use.
func (p *program) command(c *cli.Command, action func(*cli.Context) error) *cli.Command {
	c.Flags = append(c.Flags, globalFlags(false)...)
	c.OnUsageError = usageError
	c.HideHelpCommand = true
	if c.BashComplete == nil {
		c.BashComplete = p.words(c)
	}
	c.Action = func(ctx *cli.Context) error {
		if ctx.Args().Present() && c.ArgsUsage == "" {
			return wrongUse("%s takes no argument, but %q was given; options begin with --", c.HelpName, ctx.Args().First())
		}
		if err := p.configure(ctx); err != nil {
			return err
		}
		return action(ctx)
	}
	return c
}

func usageError(c *cli.Context, err error, _ bool) error {
	return wrongUse("%w; see %s --help", err, c.Command.HelpName)
}

// object writes one line of JSON.
func (p *program) object(v any) error { return json.NewEncoder(p.out).Encode(v) }

// json reports whether results are written as JSON.
func (p *program) json() bool { return p.Output == "json" }
