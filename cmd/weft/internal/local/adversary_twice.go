// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// commitGas is enough for a commit. It is not found by simulation, which would
// keep the second commit of a unit off the chain.
const commitGas = 5_000_000

// remember leaves a unit as it is, and notes it.
func remember(ctx context.Context, k *cheat, u *jobtypes.UnitResult) error {
	select {
	case k.made <- *u:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// commitTwice commits every unit that the chain has once more, with another last
// state, until ctx ends.
func commitTwice(ctx context.Context, k *cheat) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case u := <-k.made:
			there, err := k.listed(ctx, &u)
			if err == nil && there {
				u.States = slices.Clone(u.States)
				u.States[len(u.States)-1].Digest[0] ^= 1
				_, err = k.client.Sender().Send(ctx, client.Tx{Messages: []sdk.Msg{jobtypes.NewCommit(k.spec, &u)}, Gas: commitGas})
			}
			switch {
			case errors.Is(err, client.ErrRefused):
				k.say(fmt.Sprintf("a second commit of round %d is refused: %s", u.Round, err))
			case err != nil && ctx.Err() == nil: // its own first messages were on their way, or the node was not there
				k.say(fmt.Sprintf("a second commit of round %d did not get to the chain: %s", u.Round, err))
			}
		}
	}
}

// listed waits until the chain has a unit, or takes none any more.
func (k *cheat) listed(ctx context.Context, u *jobtypes.UnitResult) (bool, error) {
	for {
		units, err := k.client.Job().Units(ctx, &jobtypes.QueryUnitsRequest{Job: u.Job, Round: u.Round})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(units.Units, func(x jobtypes.Unit) bool { return x.Slot == u.Slot }) {
			return true, nil
		}
		round, err := k.client.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: u.Job, Round: u.Round})
		if err != nil || round.Round.Phase != jobtypes.ROUND_PHASE_TRAINING {
			return false, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}
