// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
)

// reauditDuties are what a verifier drew in a re-audit.
func (k *Keeper) reauditDuties(ctx context.Context, operator sdk.AccAddress, a *types.Audit, msg *types.MsgCommitAudit) ([]types.AuditDuty, math.Int, error) {
	point, takesPart, err := k.pointAt(ctx, operator, a.Reaudit.Height)
	if err != nil {
		return nil, point.Stake, err
	}
	if !takesPart {
		return nil, point.Stake, types.ErrNotInDraw.Wrapf("%s was not active at height %d, which fixes who takes part", msg.Verifier, a.Reaudit.Height)
	}
	consumeGas(ctx, vrfGas, "VRF proof")
	x := types.ReauditOf{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Reaudit: a.Reaudit, Verifier: msg.Verifier, Stake: point.Stake,
	}
	output, err := types.VerifyAudit(point.Key, msg.Proof, x.Alpha())
	if err != nil {
		return nil, point.Stake, err
	}
	duties, err := k.looks(ctx, a, &x, output)
	return duties, point.Stake, err
}

// checkAgain checks the results of a re-audit: each is of another duty, in
// order, and has what its verdict needs.
func checkAgain(r *types.AuditReport, results []types.AuditResult) error {
	if len(results) == 0 {
		return types.ErrInvalidResult.Wrap("none; a duty without a result is unanswered anyway")
	}
	next := 0
	for i := range results {
		x := &results[i]
		at := slices.IndexFunc(r.Duties[next:], func(d types.AuditDuty) bool { return answers(x, &d) })
		if at < 0 {
			return types.ErrInvalidResult.Wrapf("the report of %s on slot %d in draw %d was not drawn, or is not in the order of duties", x.Of, x.Slot, x.OfDraw)
		}
		next += at + 1
		if len(x.Receipt) > 0 {
			return types.ErrInvalidResult.Wrapf("slot %d: a second look shows its trace root, and has no receipt", x.Slot)
		}
		allowed := []int{commit.DigestSize}
		switch x.Verdict {
		case types.VERDICT_MATCH:
		case types.VERDICT_MISMATCH:
			allowed = []int{0, commit.DigestSize}
		case types.VERDICT_UNAVAILABLE:
			allowed = []int{0}
		default:
			return types.ErrInvalidResult.Wrapf("slot %d: verdict %s", x.Slot, x.Verdict)
		}
		if !slices.Contains(allowed, len(x.Trace)) {
			return types.ErrInvalidResult.Wrapf("slot %d: trace root of %d bytes, allowed with %s: %v", x.Slot, len(x.Trace), x.Verdict, allowed)
		}
		if (x.Mismatch != nil) != (x.Verdict == types.VERDICT_MISMATCH) {
			return types.ErrInvalidResult.Wrapf("slot %d: a challenge comes with a mismatch, and with nothing else", x.Slot)
		}
	}
	return nil
}

func answers(x *types.AuditResult, d *types.AuditDuty) bool {
	return d.Slot == x.Slot && d.Of == x.Of && d.OfDraw == x.OfDraw
}

// takeAgain carries one result of a re-audit out: a match is compared with the
// receipt on the spot, a mismatch opens a game between the two verifiers.
func (k *Keeper) takeAgain(ctx context.Context, x *revealing, r *types.AuditResult) error {
	a := x.audit.Reaudit
	i := slices.IndexFunc(x.report.Duties, func(d types.AuditDuty) bool { return answers(r, &d) })
	duty := x.report.Duties[i]
	completed := r.Verdict != types.VERDICT_UNAVAILABLE
	a.Answers++
	if completed {
		target, err := k.bound(ctx, &x.audit, r)
		if err != nil {
			return err
		}
		if r.Verdict == types.VERDICT_MATCH {
			err = k.confirms(ctx, target, r)
		} else {
			a.Disputed++
			err = k.playReceipt(ctx, x, r, target)
		}
		if err != nil {
			return err
		}
	}
	x.report.Results = append(x.report.Results, types.AuditResult{
		Slot: r.Slot, Verdict: r.Verdict, Of: r.Of, OfDraw: r.OfDraw, Trace: r.Trace,
	})
	if !completed {
		return nil
	}
	x.paid++
	part := a.Fee(&x.spec, duty)
	a.Spent = a.Spent.Add(part)
	x.fee = x.fee.Add(part)
	return nil
}

// target is a report that is looked at again.
type target struct {
	operator sdk.AccAddress
	receipt  types.BoundReceipt
}

// bound is what the verifier of a report is bound to.
func (k *Keeper) bound(ctx context.Context, a *types.Audit, r *types.AuditResult) (*target, error) {
	operator, err := k.account(r.Of)
	if err != nil {
		return nil, err
	}
	d, receipt, err := k.matchOf(ctx, a, &types.Reported{Verifier: r.Of, Address: operator, Draw: r.OfDraw, Slot: r.Slot})
	if err != nil {
		return nil, err
	}
	return &target{operator, types.BoundReceipt{Draw: r.OfDraw, Seed: a.SeedOf(r.OfDraw), Duty: d, Hash: receipt}}, nil
}

// confirms checks that a trace root is the one of the receipt. One that is not
// is no match: who says so has to dispute the receipt.
func (k *Keeper) confirms(ctx context.Context, t *target, r *types.AuditResult) error {
	if !t.receipt.Proves(sdk.UnwrapSDKContext(ctx).ChainID(), t.operator, commit.Digest(r.Trace)) {
		return types.ErrInvalidResult.Wrapf("slot %d: the receipt of %s binds another trace root than %x; dispute it", r.Slot, r.Of, r.Trace)
	}
	return nil
}

// playReceipt plays a mismatch of a re-audit: a game about one step of the
// segment, between who looked again and who reported a match.
func (k *Keeper) playReceipt(ctx context.Context, x *revealing, r *types.AuditResult, t *target) error {
	msg := x.msg.Challenge(r)
	if d := t.receipt.Duty; msg.Step < d.First || msg.Step > d.Last {
		return types.ErrInvalidStep.Wrapf("step %d; %s reported on steps %d to %d", msg.Step, r.Of, d.First, d.Last)
	}
	c := &challenge{challenger: x.operator, spec: x.spec, bound: x.report.CommitHeight, drawn: true}
	var err error
	if c.claim, err = claimOf(msg); err != nil {
		return err
	}
	copy(c.claim.Trace[:], r.Trace)
	if c.unit, err = k.job.Unit(ctx, msg.Job, msg.Round, msg.Slot); err != nil {
		return err
	}
	leaf, before, err := k.agreed(ctx, c, msg)
	if err != nil {
		return err
	}
	b := types.Board{
		Kind: types.KIND_RECEIPT, Job: msg.Job, Round: msg.Round, Slot: msg.Slot, Step: msg.Step, Defender: r.Of, Lock: types.AuditLock,
		Leaf: leaf[:], Before: before, Receipt: &t.receipt,
	}
	if c.board, err = k.receiptBoard(ctx, b, t.operator); err != nil || c.board.Over {
		return err
	}
	if c.party, err = k.party(ctx, c.challenger); err != nil {
		return err
	}
	g, err := k.openGame(ctx, c, msg.Challenger, msg.Bond)
	if err != nil {
		return err
	}
	x.games = append(x.games, g.Id)
	return nil
}

// receiptBoard is the board of a step of a report, a new one if there is none.
// One that is over is given as it is: the verifier has lost its stake.
func (k *Keeper) receiptBoard(ctx context.Context, b types.Board, defender sdk.AccAddress) (types.Board, error) {
	id, err := k.claimBoards.Get(ctx, keyOfReceipt(&b, defender))
	if errors.Is(err, collections.ErrNotFound) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	return k.Board(ctx, id)
}

func keyOfReceipt(b *types.Board, verifier []byte) claimKey {
	about := slices.Concat(verifier, commit.Uint64Bytes(uint64(b.Slot)), commit.Uint64Bytes(uint64(b.Receipt.Draw)))
	return keyOfClaim(types.KIND_RECEIPT, b.Job, b.Round, about, b.Step)
}
