// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cosmossdk.io/math"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/verifier/watch"
)

// exposedLine is the JSON of a state that was shown.
type exposedLine struct {
	Event  string   `json:"event"`
	Job    uint64   `json:"job"`
	Round  uint64   `json:"round"`
	Slot   uint32   `json:"slot"`
	Step   uint32   `json:"step"`
	Reward math.Int `json:"reward_uweft"`
}

// expose shows the chain a state that is not finite.
func (p *program) expose(c *cli.Context, party *watch.Party, found *watch.Finding) error {
	u := found.Unit
	if err := p.confirm(c, "show the chain the state after step %d of %s, which is not finite", found.Step, u); err != nil {
		return err
	}
	reward, err := party.Expose(c.Context, found)
	if err != nil {
		return err
	}
	if p.json() {
		return p.object(exposedLine{"exposed", u.Job, u.Round, u.Slot, found.Step, reward})
	}
	return p.say("%s is false: the chain has seen the number; reward %s", u, money.Format(reward))
}
