// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const (
	// doubtedRate is the least number of audits that are expected of a unit that
	// somebody could not audit, or did not, in parts per million: one verifier
	// can neither void a unit nor keep others from looking at it.
	doubtedRate = 3 * types.Million
	// poolPoints is the part of a round's fees that is for audits, in basis
	// points; the rest is kept for re-audits (A3).
	poolPoints = 9_000
	// openAudits bounds the draws that one block opens.
	openAudits = 20
)

// beginAudit has a closed round audited, if there is a beacon to draw with and
// somebody was active when the round opened.
func (k *Keeper) beginAudit(ctx context.Context, job, round uint64) error {
	if on, err := k.beaconActive(ctx); err != nil || !on {
		return err
	}
	r, err := k.job.Round(ctx, job, round)
	if err != nil {
		return err
	}
	units := r.Paid()
	if r.Void || units.Count() == 0 {
		return nil
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	at := max(r.OpenedHeight, height(ctx)-int64(params.HistoryBlocks))
	total, err := k.totalAt(ctx, at)
	if err != nil || !total.IsPositive() {
		return err
	}
	s, err := k.job.Spec(ctx, job)
	if err != nil {
		return err
	}
	n, err := k.audit.auditSeq.Next(ctx)
	if err != nil {
		return err
	}
	fees := roundFees(&s, &r)
	a := types.Audit{
		Id: n + 1, Job: job, Round: round, Height: at, Total: total, Units: units, Doubted: make([]byte, len(units)),
		Rate: s.Audit.Rate, DoubtedRate: max(s.Audit.Rate, doubtedRate), Posted: math.ZeroInt(), Pool: payout.Bps(fees, poolPoints), Spent: math.ZeroInt(),
		Matched: make([]byte, len(units)), Mismatched: make([]byte, len(units)),
	}
	if a.Raised, err = k.raised(ctx, job, round, int(s.Rounds.Slots)); err != nil {
		return err
	}
	a.Work = a.ExpectedWork(&s)
	if err := k.audit.roundAudits.Set(ctx, collections.Join(job, round), a.Id); err != nil {
		return err
	}
	return k.awaitBeacon(ctx, &a)
}

// roundFees is what a round has set aside for its verifiers.
func roundFees(s *spec.Spec, r *jobtypes.Round) math.Int {
	return math.NewIntFromUint64(s.Price.VerifierFee).MulRaw(int64(commit.Bitmap(r.Active).Count()))
}

func (k *Keeper) beaconActive(ctx context.Context) (bool, error) {
	if k.beacon == nil {
		return false, nil
	}
	return k.beacon.Active(ctx)
}

// awaitBeacon orders a draw: nobody can know yet what it will be.
func (k *Keeper) awaitBeacon(ctx context.Context, a *types.Audit) error {
	number, err := k.beacon.Await(ctx, sdk.UnwrapSDKContext(ctx).BlockTime())
	if err != nil {
		return err
	}
	a.Draw++
	a.Status, a.Beacon, a.Seed, a.CommitEnd, a.RevealEnd = types.AUDIT_STATUS_WAITING, number, nil, 0, 0
	a.Reports, a.Posted, a.Duties, a.Answers = 0, math.ZeroInt(), 0, 0
	n := len(a.Units)
	a.Asked, a.Answered, a.Unavailable = make([]byte, n), make([]byte, n), make([]byte, n)
	if err := k.audit.awaiting.Set(ctx, collections.Join(number, a.Id)); err != nil {
		return err
	}
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditAwaited{Job: a.Job, Round: a.Round, Draw: a.Draw, Beacon: number, Units: a.Units, Doubted: a.Doubted})
}

// AfterBeacon is what x/beacon calls when a round that was awaited is there, or
// will never be. The draws open at the end of the block, by the queue.
func (h Hooks) AfterBeacon(ctx context.Context, round uint64, _ []byte) error {
	ids, err := h.k.awaitingBeacon(ctx, round)
	if err != nil || len(ids) == 0 {
		return err
	}
	return h.k.enqueueAudit(ctx, types.DUE_KIND_BEACON, height(ctx), round)
}

// awaitingBeacon are audits that wait for a beacon round, one more than one
// block opens.
func (k *Keeper) awaitingBeacon(ctx context.Context, round uint64) (ids []uint64, err error) {
	err = k.audit.awaiting.Walk(ctx, collections.NewPrefixedPairRange[uint64, uint64](round), func(key awaitKey) (bool, error) {
		ids = append(ids, key.K2())
		return len(ids) > openAudits, nil
	})
	return ids, err
}

// openDraws opens the windows of the draws that waited for a beacon round.
func (k *Keeper) openDraws(ctx context.Context, round uint64) error {
	ids, err := k.awaitingBeacon(ctx, round)
	if err != nil || len(ids) == 0 {
		return err
	}
	random, there, err := k.beacon.Randomness(ctx, round)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if i == openAudits {
			return k.enqueueAudit(ctx, types.DUE_KIND_BEACON, height(ctx)+1, round)
		}
		if err := k.audit.awaiting.Remove(ctx, collections.Join(round, id)); err != nil {
			return err
		}
		a, err := k.audit.audits.Get(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case a.Status == types.AUDIT_STATUS_OVER:
			err = k.openReaudit(ctx, &a, random, there)
		case there:
			err = k.openDraw(ctx, &a, random)
		default:
			err = k.awaitOther(ctx, &a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// awaitOther is for a draw whose beacon was given up: it waits for another one,
// or the audits end if there is none.
func (k *Keeper) awaitOther(ctx context.Context, a *types.Audit) error {
	on, err := k.beaconActive(ctx)
	if err != nil {
		return err
	}
	if !on {
		return k.closeAudit(ctx, a)
	}
	a.Draw-- // it has not been made
	return k.awaitBeacon(ctx, a)
}

func (k *Keeper) openDraw(ctx context.Context, a *types.Audit, random []byte) error {
	r, err := k.job.Round(ctx, a.Job, a.Round)
	if err != nil {
		return err
	}
	standing, err := k.undecidedUnits(ctx, a)
	if err != nil {
		return err
	}
	if r.Phase == jobtypes.ROUND_PHASE_FINAL || standing.Count() == 0 { // void, or all withdrawn since it closed
		return k.closeAudit(ctx, a)
	}
	a.Units, a.Doubted = commit.Bitmap(a.Units).And(standing), commit.Bitmap(a.Doubted).And(standing)
	s, err := k.job.Spec(ctx, a.Job)
	if err != nil {
		return err
	}
	seed := types.AuditSeed(random, a.Job, a.Round, a.Draw)
	a.Status, a.Seed = types.AUDIT_STATUS_COMMIT, seed[:]
	a.Seeds = append(a.Seeds, a.Seed)
	a.CommitEnd = height(ctx) + int64(s.Windows.AuditCommit)
	a.RevealEnd = a.CommitEnd + int64(s.Windows.AuditReveal)
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	if err := k.enqueueAudit(ctx, types.DUE_KIND_AUDIT, a.CommitEnd, a.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditOpened{
		Job: a.Job, Round: a.Round, Draw: a.Draw, Beacon: a.Beacon, Seed: a.Seed, CommitEnd: a.CommitEnd, RevealEnd: a.RevealEnd,
	})
}

// endEarly ends a window that nobody can use any more: all stake has posted, or
// all that was drawn is answered. Whoever is slow or silent keeps it open.
func (k *Keeper) endEarly(ctx context.Context, a *types.Audit) error {
	now := height(ctx)
	commitEnd, revealEnd := &a.CommitEnd, &a.RevealEnd
	posted, answered := a.Posted.Equal(a.Total), a.Answers == a.Duties
	if x := a.Reaudit; a.Status == types.AUDIT_STATUS_OVER {
		commitEnd, revealEnd = &x.CommitEnd, &x.RevealEnd
		posted, answered = x.Posted.Equal(x.Total), x.Answers == x.Duties
	}
	switch {
	case now <= *commitEnd && posted:
		*commitEnd, *revealEnd = now, now+*revealEnd-*commitEnd
	case now > *commitEnd && answered:
		*revealEnd = now
	default:
		return nil
	}
	return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT, now, a.Id)
}

// endWindow ends the window of a draw that the queue came for. It may come for
// the planned end of one that has ended early.
func (k *Keeper) endWindow(ctx context.Context, id uint64) error {
	a, err := k.audit.audits.Get(ctx, id)
	if err != nil {
		return err
	}
	now := height(ctx)
	switch {
	case a.Status == types.AUDIT_STATUS_COMMIT && now >= a.CommitEnd:
		return k.beginReveals(ctx, &a)
	case a.Status == types.AUDIT_STATUS_REVEAL && now >= a.RevealEnd:
		return k.endDraw(ctx, &a)
	case a.Status == types.AUDIT_STATUS_OVER:
		return k.endReauditWindow(ctx, &a)
	}
	return nil
}

func (k *Keeper) beginReveals(ctx context.Context, a *types.Audit) error {
	a.Status = types.AUDIT_STATUS_REVEAL
	if a.Duties == 0 {
		a.RevealEnd = height(ctx) // there is nothing to show
	}
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	if err := k.enqueueAudit(ctx, types.DUE_KIND_AUDIT, max(a.RevealEnd, height(ctx)+1), a.Id); err != nil {
		return err
	}
	return emit(ctx, &types.EventAuditRevealing{Job: a.Job, Round: a.Round, Draw: a.Draw, CommitEnd: a.CommitEnd, RevealEnd: a.RevealEnd})
}

// closeAudit ends the audits of a round. It stays AUDITING for the challenge
// window, as what was revealed may be challenged.
func (k *Keeper) closeAudit(ctx context.Context, a *types.Audit) error {
	s, err := k.job.Spec(ctx, a.Job)
	if err != nil {
		return err
	}
	a.Status = types.AUDIT_STATUS_OVER
	a.FinalHeight = height(ctx) + windowAfter(&s)
	if err := k.beginReaudit(ctx, a); err != nil {
		return err
	}
	if err := k.setAudit(ctx, a); err != nil {
		return err
	}
	return k.enqueueAudit(ctx, types.DUE_KIND_AUDIT_FORGET, height(ctx)+retryBlocks, a.Id)
}

func windowAfter(s *spec.Spec) int64 { return int64(s.Windows.Challenge) }

// abandonAudit ends audits for which their round did not wait, because the
// beacon was turned off.
func (k *Keeper) abandonAudit(ctx context.Context, job, round uint64) error {
	a, found, err := k.findAudit(ctx, job, round)
	if err != nil || !found || a.Status == types.AUDIT_STATUS_OVER {
		return err
	}
	if a.Status == types.AUDIT_STATUS_WAITING {
		if err := k.audit.awaiting.Remove(ctx, collections.Join(a.Beacon, a.Id)); err != nil {
			return err
		}
	}
	return k.closeAudit(ctx, &a)
}

// AuditsPending implements jobtypes.DisputeKeeper: a round waits for its audits,
// and then for those who would challenge what they came to.
func (v View) AuditsPending(ctx context.Context, job, round uint64) (bool, error) {
	a, found, err := v.k.findAudit(ctx, job, round)
	if err != nil || !found {
		return false, err
	}
	r, err := v.k.job.Round(ctx, job, round)
	if err != nil || r.Void {
		return false, err
	}
	switch a.Status { //nolint:exhaustive // the windows of a draw are left
	case types.AUDIT_STATUS_OVER:
		return height(ctx) < a.FinalHeight, nil
	case types.AUDIT_STATUS_WAITING:
		return v.k.beaconActive(ctx)
	}
	return true, nil
}

// FeesSpent implements jobtypes.DisputeKeeper. What is kept for a re-audit that
// goes on counts as spent until it ends.
func (v View) FeesSpent(ctx context.Context, job, round uint64) (math.Int, error) {
	a, found, err := v.k.findAudit(ctx, job, round)
	if err != nil || !found {
		return math.ZeroInt(), err
	}
	switch x := a.Reaudit; {
	case x == nil:
		return a.Spent, nil
	case x.Status == types.AUDIT_STATUS_OVER:
		return a.Spent.Add(x.Spent), nil
	default:
		return a.Spent.Add(x.Pool), nil
	}
}
