// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

func (p *program) jobAudits() *cli.Command {
	return p.command(&cli.Command{
		Name:      "audits",
		Usage:     "list who executed what again, with which verdict and receipt",
		ArgsUsage: "JOB",
		Description: "Of every round that has closed, or of --round alone: the units that verifiers drew, the steps they executed, and what they\n" +
			"reported. A receipt binds a verifier to its own execution of the traced step; the re-audit, draw 4, shows whose report\n" +
			"was looked at again. The chain keeps reports until the late window of a round has ended; weft job logs has what it said\n" +
			"of them.",
		Flags: []cli.Flag{&cli.Uint64Flag{Name: "round", Usage: "this round", DefaultText: "all that have closed"}},
	}, p.withReader(p.printAudits))
}

func (p *program) printAudits(c *cli.Context, cl *client.Client) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	rounds, err := closedRounds(c, cl, id)
	if err != nil {
		return err
	}
	t := screen.NewTable(">ROUND", ">DRAW", ">SLOT", "STEPS", "VERDICT", "VERIFIER", "RECEIPT OR REPORT")
	for i := range rounds {
		audits, err := jobs.Audits(c.Context, cl, id, rounds[i].Number)
		if errors.Is(err, disputetypes.ErrNoAudit) && !c.IsSet("round") {
			continue
		}
		if err != nil {
			return err
		}
		for _, a := range audits {
			if p.json() {
				if err := p.object(&a); err != nil {
					return err
				}
				continue
			}
			t.Row(strconv.FormatUint(a.Round, 10), fmt.Sprint(a.Draw), fmt.Sprint(a.Slot), fmt.Sprintf("%d to %d", a.First, a.Last), a.Verdict,
				a.Verifier, cmp.Or(a.About(), "-"))
		}
	}
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("no verifier drew a unit of it, or the chain keeps no report any more")
	}
	return t.Write(p.out)
}
