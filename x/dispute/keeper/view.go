// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// View is what x/job asks of the module.
type View struct {
	jobtypes.NoDisputes
	k *Keeper
}

var _ jobtypes.DisputeKeeper = View{}

// View returns the module's answers for x/job.
func (k *Keeper) View() View { return View{k: k} }

// OuterPending says whether a game about a claim of the outer state after a
// round is open.
func (v View) OuterPending(ctx context.Context, job, round uint64) (open bool, err error) {
	err = v.k.claimBoards.Walk(ctx, claimsAbout(types.KIND_OUTER, job, round), func(_ claimKey, id uint64) (bool, error) {
		b, err := v.k.Board(ctx, id)
		open = b.Games > 0 && !b.Over
		return open, err
	})
	return open, err
}

// LockNamed says whether an open game or request names a stake lock.
func (v View) LockNamed(ctx context.Context, operator sdk.AccAddress, lock string) (bool, error) {
	return v.k.locks.Has(ctx, collections.Join(operator, lock))
}
