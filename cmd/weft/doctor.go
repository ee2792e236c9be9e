// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/doctor"
)

// errUnfit ends the command when a check has failed; the lines say which.
var errUnfit = errors.New("this machine is not ready; do what the failed lines say, then run weft doctor again")

func (p *program) doctor() *cli.Command {
	return p.command(&cli.Command{
		Name:  "doctor",
		Usage: "check whether this machine can train, and say what to do where it cannot",
		Description: "Checks processor and kernel, equality of bits, memory, disk, clock and text for training. With --node it asks\n" +
			"that node for its chain, with --from it looks for that key. Every line is pass, fail or skip. With --output json\n" +
			"every check is an object with check, status, found and next.",
	}, p.diagnose)
}

func (p *program) diagnose(c *cli.Context) error {
	patient := doctor.Machine{
		Home: p.Home,
		Chain: client.Config{
			ChainID: p.ChainID, Node: p.Node, KeyringBackend: p.KeyringBackend, KeyringDir: p.Home, Logger: p.log,
		},
		Key: p.From,
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	failed, unreachable := 0, error(nil)
	for _, check := range doctor.Checks {
		f := check(c.Context, patient)
		if f.Status == doctor.Fail {
			failed++
			if errors.Is(f.Err, client.ErrUnreachable) {
				unreachable = f.Err
			}
		}
		if err := p.finding(table, f); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	switch {
	case failed == 0:
		return nil
	case failed == 1 && unreachable != nil:
		return unreachable
	default:
		return errUnfit
	}
}

func (p *program) finding(table *tabwriter.Writer, f doctor.Finding) error {
	if p.json() {
		return p.object(f)
	}
	text := f.Found
	if f.Next != "" {
		text += "; next: " + f.Next
	}
	_, err := fmt.Fprintf(table, "%s\t%s\t%s\n", f.Status, f.Check, text)
	return err
}
