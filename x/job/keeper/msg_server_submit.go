// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// maxTitle bounds a job's title, in bytes.
const maxTitle = 128

// specGas is charged for validating a specification and building its program,
// beside its bytes. The work does not grow with depth, steps or micro-batches.
const specGas = 60_000

// SubmitJob implements types.MsgServer.
func (m msgServer) SubmitJob(ctx context.Context, msg *types.MsgSubmitJob) (*types.MsgSubmitJobResponse, error) {
	k := m.k
	submitter, err := k.operator(msg.Submitter)
	if err != nil {
		return nil, err
	}
	if err := checkTitle(msg.Title); err != nil {
		return nil, err
	}
	if err := types.ValidateSources(msg.Sources); err != nil {
		return nil, err
	}
	consumeGas(ctx, specGas, "specification")
	if err := msg.Spec.Validate(); err != nil {
		return nil, types.ErrInvalidSpec.Wrap(err.Error())
	}
	if _, err := k.checkSpec(ctx, &msg.Spec); err != nil {
		return nil, err
	}
	deposit, err := k.amount("deposit", msg.Deposit)
	if err != nil {
		return nil, err
	}
	if least := roundCost(&msg.Spec, int(msg.Spec.Rounds.Slots)); deposit.LT(least) {
		return nil, types.ErrDepositShort.Wrapf("deposit is %s, one round costs %s%s", deposit, least, k.bondDenom)
	}
	j, err := k.post(ctx, msg)
	if err != nil {
		return nil, err
	}
	return &types.MsgSubmitJobResponse{Job: j.Id}, k.reward.Deposit(ctx, j.Id, submitter, deposit)
}

// checkSpec holds a well-formed specification to what this chain can judge,
// and allows today. It builds the step program; the specification's digest must
// be the program's if it has one.
func (k *Keeper) checkSpec(ctx context.Context, s *spec.Spec) (*program.Program, error) {
	step, err := program.Build(s)
	if err != nil {
		return nil, types.ErrProgram.Wrap(err.Error())
	}
	p, err := k.params.Get(ctx)
	if err != nil {
		return step, err
	}
	if err := checkWindows(&p, s); err != nil {
		return step, err
	}
	if err := k.checkUnbonding(ctx, s); err != nil {
		return step, err
	}
	return step, checkStake(&p, s)
}

// post stores a new job, which waits for its slots to be taken.
func (k *Keeper) post(ctx context.Context, msg *types.MsgSubmitJob) (types.Job, error) {
	id, err := k.jobSeq.Next(ctx)
	if err != nil {
		return types.Job{}, err
	}
	digest := msg.Spec.Digest()
	slots := int(msg.Spec.Rounds.Slots)
	j := types.Job{
		Id: id + 1, Submitter: msg.Submitter, Title: msg.Title, SpecDigest: digest[:],
		CreatedHeight: height(ctx), Members: commit.NewBitmap(slots), Leaving: commit.NewBitmap(slots), Sources: msg.Sources,
	}
	if err := k.specs.Set(ctx, j.Id, msg.Spec); err != nil {
		return j, err
	}
	err = emit(ctx, &types.EventJobSubmitted{
		Job: j.Id, Submitter: j.Submitter, Title: j.Title, SpecDigest: j.SpecDigest,
		Slots: msg.Spec.Rounds.Slots, SlotStake: msg.Spec.Price.SlotStake, UnitPrice: msg.Spec.Price.Unit,
	})
	if err != nil {
		return j, err
	}
	return j, k.await(ctx, &j, &msg.Spec, types.JOB_STATUS_ENROLLING, types.REASON_UNSPECIFIED)
}

func checkTitle(title string) error {
	if len(title) == 0 || len(title) > maxTitle || !utf8.ValidString(title) {
		return types.ErrInvalidTitle.Wrapf("title has %d bytes, allowed 1 to %d of UTF-8", len(title), maxTitle)
	}
	for _, r := range title {
		if !unicode.IsPrint(r) {
			return types.ErrInvalidTitle.Wrapf("title holds the unprintable character %U", r)
		}
	}
	return nil
}

// checkWindows holds a specification's windows to what this chain allows
// today, beyond what every chain demands of a specification.
func checkWindows(p *types.Params, s *spec.Spec) error {
	w := s.Windows
	for _, f := range []struct {
		name            string
		value, min, max uint64
	}{
		{"windows.enrol", w.Enrol, p.MinWindow, p.MaxWait},
		{"windows.training", w.Training, p.MinWindow, p.MaxWait},
		{"windows.extension", w.Extension, p.MinWindow, p.MaxWait},
		{"windows.witness", w.Witness, p.MinWindow, p.MaxWait},
		{"windows.audit_commit", w.AuditCommit, p.MinWindow, p.MaxLate},
		{"windows.audit_reveal", w.AuditReveal, p.MinWindow, p.MaxLate},
		{"windows.challenge", w.Challenge, p.MinWindow, p.MaxLate},
		{"windows.late", w.Late, p.MinWindow, p.MaxLate},
		{"windows.max_wait", w.MaxWait, p.MinWindow, p.MaxWait},
		{"windows.game_clock", w.GameClock, p.MinWindow, p.MaxLate},
		{"windows.game_extension", w.GameExtension, p.MinWindow, p.MaxLate},
		{"windows.data_request", w.DataRequest, p.MinWindow, p.MaxLate},
	} {
		if f.value < f.min || f.value > f.max {
			return types.ErrWindow.Wrapf("%s is %d blocks, allowed %d to %d", f.name, f.value, f.min, f.max)
		}
	}
	return nil
}

// checkUnbonding refuses a job whose fraud could be proven after the cheat's
// stake has left: unbonding must outlast the late window and the longest game
// (M2).
func (k *Keeper) checkUnbonding(ctx context.Context, s *spec.Spec) error {
	p, err := k.stake.Params(ctx)
	if err != nil {
		return err
	}
	w := s.Windows
	if need := w.Late + 2*w.GameClock + w.GameExtension; need > p.UnbondingBlocks {
		return types.ErrWindow.Wrapf("windows.late and the longest game (2 game_clock + game_extension) take %d blocks, allowed up to the unbonding time of %d",
			need, p.UnbondingBlocks)
	}
	return nil
}

// checkStake refuses a job that invites cheating: the slot stake must be a
// multiple of what a unit costs (M2), and a skipped step must not pay (M4).
func checkStake(p *types.Params, s *spec.Spec) error {
	stake := math.NewIntFromUint64(s.Price.SlotStake)
	cost := payout.UnitCost(s.UnitFLOP(), p.FlopPrice)
	if least := cost.MulRaw(int64(p.StakeFactor)); stake.LT(least) {
		return types.ErrStakeTooSmall.Wrapf("price.slot_stake is %s uweft, allowed %s or more: %d times a unit's cost of %s",
			stake, least, p.StakeFactor, cost)
	}
	d := payout.Deterrence{
		Cost: cost, SlotStake: stake, UnitPrice: math.NewIntFromUint64(s.Price.Unit),
		Rate: uint64(s.Audit.Rate), Segments: s.Segments(),
	}
	short, ok := d.Check(spec.MaxAuditRate)
	if ok {
		return nil
	}
	var fix []string
	if short.LeastStake != nil {
		fix = append(fix, fmt.Sprintf("price.slot_stake of %s or more", short.LeastStake))
	}
	if short.LeastRate > 0 {
		fix = append(fix, fmt.Sprintf("audit.rate of %d or more", short.LeastRate))
	}
	if fix == nil {
		fix = []string{"a cheaper unit: fewer steps, a smaller batch or model"}
	}
	return types.ErrDeterrence.Wrapf("a skipped step saves up to %s uweft and risks less; what would pass: %s", cost, strings.Join(fix, ", or "))
}
