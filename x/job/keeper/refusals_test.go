// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// refusal is one message that must fail for one reason and change nothing.
type refusal struct {
	name string
	send func(w *world) error
	want error
}

func runRefusals(t *testing.T, setup func(w *world), cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			setup(w)
			cached, _ := w.ctx.CacheContext() // as the application would: a failed message leaves no trace
			w.ctx = cached
			require.ErrorIs(t, c.send(w), c.want)
		})
	}
}

func TestSubmitRefusals(t *testing.T) {
	submit := func(change func(*types.MsgSubmitJob)) func(w *world) error {
		return func(w *world) error {
			msg := &types.MsgSubmitJob{Submitter: w.account("submitter"), Title: "a model", Spec: tiny(3), Deposit: sdk.NewInt64Coin(denom, 1_000_000_000)}
			change(msg)
			_, err := w.server.SubmitJob(w.ctx, msg)
			return err
		}
	}
	runRefusals(t, func(*world) {}, []refusal{
		{"address", submit(func(m *types.MsgSubmitJob) { m.Submitter = "weft1nobody" }), types.ErrInvalidAddress},
		{"no title", submit(func(m *types.MsgSubmitJob) { m.Title = "" }), types.ErrInvalidTitle},
		{"long title", submit(func(m *types.MsgSubmitJob) { m.Title = strings.Repeat("x", 129) }), types.ErrInvalidTitle},
		{"control characters", submit(func(m *types.MsgSubmitJob) { m.Title = "a\x1b[2Jb" }), types.ErrInvalidTitle},
		{"specification", submit(func(m *types.MsgSubmitJob) { m.Spec.Rounds.Slots = 0 }), types.ErrInvalidSpec},
		{"empty specification", submit(func(m *types.MsgSubmitJob) { m.Spec = spec.Spec{} }), types.ErrInvalidSpec},
		{"huge specification", submit(func(m *types.MsgSubmitJob) { m.Spec.Model.Width = 1 << 31 }), types.ErrInvalidSpec},
		{"short window", submit(func(m *types.MsgSubmitJob) { m.Spec.Windows.Training = 1 }), types.ErrWindow},
		{"long late window", submit(func(m *types.MsgSubmitJob) { m.Spec.Windows.Late = 3*86_400 + 1 }), types.ErrWindow},
		{"late window outlasts unbonding", submit(func(m *types.MsgSubmitJob) { m.Spec.Windows.Late, m.Spec.Windows.GameClock = 3*86_400, 2*86_400 }), types.ErrWindow},
		{"small stake", submit(func(m *types.MsgSubmitJob) { m.Spec.Price.SlotStake = 1 }), types.ErrStakeTooSmall},
		{"another program", submit(func(m *types.MsgSubmitJob) { m.Spec.ProgramDigest = bytes.Repeat([]byte{3}, 32) }), types.ErrProgram},
		{"no such program", submit(func(m *types.MsgSubmitJob) { m.Spec.Inner.Activations = spec.Storage_STORAGE_BF16 }), types.ErrProgram},
		{"cheating pays", submit(func(m *types.MsgSubmitJob) { m.Spec.Price.SlotStake, m.Spec.Audit.Rate = 100, 1 }), types.ErrDeterrence},
		{"another coin", submit(func(m *types.MsgSubmitJob) { m.Deposit = sdk.NewInt64Coin("atom", 1_000_000_000) }), types.ErrInvalidAmount},
		{"no deposit", submit(func(m *types.MsgSubmitJob) { m.Deposit = sdk.NewInt64Coin(denom, 0) }), types.ErrInvalidAmount},
		{"no coin", submit(func(m *types.MsgSubmitJob) { m.Deposit = sdk.Coin{} }), types.ErrInvalidAmount},
		{"deposit below a round", submit(func(m *types.MsgSubmitJob) { m.Deposit = sdk.NewInt64Coin(denom, 3_599_999) }), types.ErrDepositShort},
		{"more than the balance", submit(func(m *types.MsgSubmitJob) { m.Deposit = sdk.NewInt64Coin(denom, rich+1) }), sdkerrors.ErrInsufficientFunds},
	})
}

// enrolling is a world with job 1, two of whose three slots are held.
func enrolling(w *world) {
	w.submit(w.account("submitter"), tiny(3))
	w.join(1, w.providers(2)...)
}

// training is a world with job 1 in its first round.
func training(w *world) {
	w.submit(w.account("submitter"), tiny(3))
	w.join(1, w.providers(3)...)
}

func TestMemberRefusals(t *testing.T) {
	join := func(operator string, job uint64) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.JoinJob(w.ctx, &types.MsgJoinJob{Operator: operator, Job: job})
			return err
		}
	}
	named := func(name string) string { w := newWorld(t); return w.text(w.bytes(name)) }
	leave := func(operator string, slot uint32) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: operator, Job: 1, Slot: slot})
			return err
		}
	}
	twice := func(f func(w *world) error) func(w *world) error {
		return func(w *world) error {
			require.NoError(w.t, f(w))
			return f(w)
		}
	}
	runRefusals(t, training, []refusal{
		{"address", join("weft1nobody", 1), types.ErrInvalidAddress},
		{"no such job", join(named("provider 0"), 2), types.ErrNoJob},
		{"full", join(named("provider 0"), 1), types.ErrJobFull},
		{"not held", leave(named("provider 0"), 3), types.ErrNoSlot},
		{"not the holder", leave(named("provider 0"), 1), types.ErrNotHolder},
		{"leaving twice", twice(leave(named("provider 0"), 0)), types.ErrLeaving},
	})
	runRefusals(t, enrolling, []refusal{
		{"not a provider", func(w *world) error { return join(w.account("stranger"), 1)(w) }, staketypes.ErrNotProvider},
		{"too little free stake", func(w *world) error {
			s := tiny(1)
			s.Price.SlotStake = rich
			job := w.submit(w.account("another"), s)
			return join(named("provider 0"), job)(w)
		}, staketypes.ErrFreeStakeShort},
		{"ended", func(w *world) error {
			_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: named("submitter"), Job: 1})
			require.NoError(w.t, err)
			return join(named("provider 0"), 1)(w)
		}, types.ErrJobStatus},
	})
}

func TestSubmitterRefusals(t *testing.T) {
	who := func(w *world, name string) string { return w.text(w.bytes(name)) }
	fund := func(job uint64, coin sdk.Coin) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.FundJob(w.ctx, &types.MsgFundJob{Funder: who(w, "submitter"), Job: job, Amount: coin})
			return err
		}
	}
	pause := func(name string) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.PauseJob(w.ctx, &types.MsgPauseJob{Submitter: who(w, name), Job: 1})
			return err
		}
	}
	resume := func(w *world) error {
		_, err := w.server.ResumeJob(w.ctx, &types.MsgResumeJob{Submitter: who(w, "submitter"), Job: 1})
		return err
	}
	cancel := func(w *world) error {
		_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: who(w, "submitter"), Job: 1})
		return err
	}
	runRefusals(t, training, []refusal{
		{"fund no job", fund(9, sdk.NewInt64Coin(denom, 1)), types.ErrNoJob},
		{"fund nothing", fund(1, sdk.NewInt64Coin(denom, 0)), types.ErrInvalidAmount},
		{"fund in another coin", fund(1, sdk.NewInt64Coin("atom", 1)), types.ErrInvalidAmount},
		{"another's job", pause("provider 0"), types.ErrNotSubmitter},
		{"pause twice", func(w *world) error { require.NoError(w.t, pause("submitter")(w)); return pause("submitter")(w) }, types.ErrJobStatus},
		{"resume a running job", resume, types.ErrJobStatus},
		{"cancel twice", func(w *world) error { require.NoError(w.t, cancel(w)); return cancel(w) }, types.ErrJobStatus},
		{"params by anybody", func(w *world) error {
			_, err := w.server.UpdateParams(w.ctx, &types.MsgUpdateParams{Authority: who(w, "submitter"), Params: types.DefaultParams()})
			return err
		}, sdkerrors.ErrUnauthorized},
		{"bad params", func(w *world) error {
			_, err := w.server.UpdateParams(w.ctx, &types.MsgUpdateParams{Authority: w.text(sdk.AccAddress(authority())), Params: types.Params{}})
			return err
		}, types.ErrInvalidParams},
	})
	runRefusals(t, enrolling, []refusal{
		{"pause before it runs", pause("submitter"), types.ErrJobStatus},
	})
}

func TestCommitRefusals(t *testing.T) {
	commitWith := func(change func(w *world, m *types.MsgCommitUnit)) func(w *world) error {
		return func(w *world) error {
			msg := w.unit(w.text(w.bytes("provider 0")), 1, 1, 0)
			change(w, msg)
			_, err := w.server.CommitUnit(w.ctx, msg)
			return err
		}
	}
	type m = types.MsgCommitUnit
	runRefusals(t, training, []refusal{
		{"address", commitWith(func(_ *world, m *m) { m.Operator = "x" }), types.ErrInvalidAddress},
		{"no round", commitWith(func(_ *world, m *m) { m.Round = 2 }), types.ErrNoRound},
		{"no slot", commitWith(func(_ *world, m *m) { m.Slot = 7 }), types.ErrNoSlot},
		{"not the holder", commitWith(func(_ *world, m *m) { m.Slot = 1 }), types.ErrNotHolder},
		{"twice", commitWith(func(w *world, m *m) { w.commit(m.Operator, 1, 1, 0) }), types.ErrCommitted},
		{"late", commitWith(func(w *world, _ *m) { w.ctx = w.ctx.WithBlockHeight(22) }), types.ErrRoundPhase},
		{"witnessing", commitWith(func(w *world, _ *m) { w.commit(w.text(w.bytes("provider 1")), 1, 1, 1); w.blocks(0); w.toWitnessing() }), types.ErrRoundPhase},
		{"joined for the next round", commitWith(func(w *world, m *m) {
			*m = *w.lateJoiner()
		}), types.ErrNotActive},
		{"leaves cut", commitWith(func(_ *world, m *m) { m.Leaves = m.Leaves[:len(m.Leaves)-1] }), types.ErrInvalidCommit},
		{"losses cut", commitWith(func(_ *world, m *m) { m.Losses = m.Losses[:len(m.Losses)-4] }), types.ErrInvalidCommit},
		{"losses ragged", commitWith(func(_ *world, m *m) { m.Losses = m.Losses[:len(m.Losses)-1] }), types.ErrInvalidCommit},
		{"tokens", commitWith(func(_ *world, m *m) { m.Tokens++ }), types.ErrInvalidCommit},
		{"no delta", commitWith(func(_ *world, m *m) { m.Delta = nil }), types.ErrInvalidID},
		{"no base", commitWith(func(_ *world, m *m) { m.Base = spec.ContentID{} }), types.ErrInvalidID},
		{"norm", commitWith(func(_ *world, m *m) { m.Norm = m.Norm[1:] }), types.ErrInvalidCommit},
		{"anchors missing", commitWith(func(_ *world, m *m) { m.Anchors = m.Anchors[1:] }), types.ErrInvalidCommit},
		{"anchor malformed", commitWith(func(_ *world, m *m) { m.Anchors[0].Digest = nil }), types.ErrInvalidID},
		{"another anchor", commitWith(func(_ *world, m *m) { m.Anchors[1] = m.Anchors[2] }), types.ErrLeafMismatch},
		{"another loss", commitWith(func(_ *world, m *m) { m.Losses[4*3]++ }), types.ErrLeafMismatch},
		{"another delta", commitWith(func(_ *world, m *m) { m.Delta.Digest[0] ^= 1 }), types.ErrLeafMismatch},
		{"another slot's leaves", commitWith(func(w *world, m *m) { m.Leaves = w.unit(m.Operator, 1, 1, 1).Leaves }), types.ErrLeafMismatch},
		{"another trainer's unit", commitWith(func(w *world, m *m) {
			other := w.unit(w.text(w.bytes("provider 1")), 1, 1, 0)
			other.Operator = m.Operator
			*m = *other
		}), types.ErrLeafMismatch},
		{"loss not finite", commitWith(func(w *world, m *m) { *m = *w.unitWithLoss(m.Operator, 0x7fc00000) }), types.ErrInvalidLoss},
		{"divergence without proof", commitWith(func(w *world, m *m) { *m = *diverged(w, m.Operator, nanState(w.t)); m.Divergence = []byte{1} }), types.ErrDivergence},
		{"divergence with a long proof", commitWith(func(w *world, m *m) {
			*m = *diverged(w, m.Operator, nanState(w.t))
			m.Divergence = make([]byte, 16<<10+1)
		}), types.ErrDivergence},
		{"divergence of finite numbers", commitWith(func(w *world, m *m) { *m = *diverged(w, m.Operator, zeroState(w.t)) }), types.ErrDivergence},
		{"divergence in another chunk", commitWith(func(w *world, m *m) { *m = *diverged(w, m.Operator, nanState(w.t)); m.DivergenceChunk++ }), types.ErrDivergence},
		{"divergence beyond the state", commitWith(func(w *world, m *m) {
			*m = *diverged(w, m.Operator, nanState(w.t))
			m.DivergenceChunk = m.Anchors[1].Size_/1024 + 1
		}), types.ErrDivergence},
		{"divergence beyond every state", commitWith(func(w *world, m *m) {
			*m = *diverged(w, m.Operator, nanState(w.t))
			m.DivergenceChunk += 1 << 54 // the same byte, modulo 2^64
		}), types.ErrDivergence},
		{"divergence in a state of another size", commitWith(func(w *world, m *m) { *m = *diverged(w, m.Operator, append(nanState(w.t), 0)) }), types.ErrSize},
		{"divergence with a delta", commitWith(func(w *world, m *m) {
			delta := m.Delta
			*m = *diverged(w, m.Operator, nanState(w.t))
			m.Delta = delta
		}), types.ErrInvalidCommit},
	})
}

// TestCommitSizes: R6. Files that a commit names have the sizes that follow from
// the specification, and the refusal says which has another.
func TestCommitSizes(t *testing.T) {
	for field, of := range map[string]func(*types.MsgCommitUnit) *spec.ContentID{
		"base":       func(m *types.MsgCommitUnit) *spec.ContentID { return &m.Base },
		"delta":      func(m *types.MsgCommitUnit) *spec.ContentID { return m.Delta },
		"anchors[0]": func(m *types.MsgCommitUnit) *spec.ContentID { return &m.Anchors[0] },
		"anchors[3]": func(m *types.MsgCommitUnit) *spec.ContentID { return &m.Anchors[3] },
	} {
		for name, change := range map[string]uint64{"shorter": math.MaxUint64, "longer": 1, "huge": 1 << 40} {
			t.Run(field+" "+name, func(t *testing.T) {
				w := newWorld(t)
				training(w)
				msg := w.unit(w.text(w.bytes("provider 0")), 1, 1, 0)
				id := of(msg)
				right := id.Size_
				id.Size_ += change
				_, err := w.server.CommitUnit(w.ctx, msg)
				require.ErrorIs(t, err, types.ErrSize)
				require.ErrorContains(t, err, fmt.Sprintf("%s has %d bytes, want %d;", field, right+change, right))
			})
		}
	}
}

func TestUnitAndWitnessRefusals(t *testing.T) {
	who := func(w *world, i string) string { return w.text(w.bytes("provider " + i)) }
	retract := func(i string, slot uint32) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.RetractUnit(w.ctx, &types.MsgRetractUnit{Operator: who(w, i), Job: 1, Round: 1, Slot: slot})
			return err
		}
	}
	confess := func(w *world) error {
		_, err := w.server.ConfessUnit(w.ctx, &types.MsgConfessUnit{Operator: who(w, "0"), Job: 1, Round: 1, Slot: 0})
		return err
	}
	witness := func(name string, deltas ...byte) func(w *world) error {
		return func(w *world) error {
			_, err := w.server.Witness(w.ctx, &types.MsgWitness{Operator: w.text(w.bytes(name)), Job: 1, Round: 1, Deltas: deltas})
			return err
		}
	}
	after := func(f, g func(w *world) error) func(w *world) error {
		return func(w *world) error { require.NoError(w.t, f(w)); return g(w) }
	}
	committed := func(w *world) { training(w); w.commit(who(w, "0"), 1, 1, 0) }
	runRefusals(t, committed, []refusal{
		{"retract nothing", retract("1", 1), types.ErrNoUnit},
		{"retract another's", retract("1", 0), types.ErrNotHolder},
		{"retract twice", after(retract("0", 0), retract("0", 0)), types.ErrUnitStatus},
		{"confess too early", confess, types.ErrRoundPhase},
		{"witness too early", witness("provider 1", 1), types.ErrRoundPhase},
		{"commit again after a retraction", after(retract("0", 0), func(w *world) error {
			_, err := w.server.CommitUnit(w.ctx, w.unit(who(w, "0"), 1, 1, 0))
			return err
		}), types.ErrCommitted},
	})
	witnessing := func(w *world) { committed(w); w.toWitnessing() }
	runRefusals(t, witnessing, []refusal{
		{"retract too late", retract("0", 0), types.ErrRoundPhase},
		{"stranger", func(w *world) error { w.account("stranger"); return witness("stranger", 1)(w) }, types.ErrNotWitness},
		{"long bitmap", witness("provider 1", 1, 0), types.ErrInvalidBitmap},
		{"padding", witness("provider 1", 1|8), types.ErrInvalidBitmap},
		{"no such delta", witness("provider 1", 2), types.ErrInvalidBitmap},
		{"taking a word back", after(witness("provider 1", 1), witness("provider 1", 0)), types.ErrWitnessShrinks},
		{"hold a finished unit", func(w *world) error {
			w.blocks(40)
			return w.job.HoldUnit(w.ctx, 1, 1, 0)
		}, types.ErrUnitStatus},
		{"release what is not held", func(w *world) error { return w.job.ReleaseUnit(w.ctx, 1, 1, 0) }, types.ErrNotHeld},
		{"confess after the late window", func(w *world) error {
			require.NoError(w.t, witness("provider 1", 1)(w))
			w.blocks(120)
			return confess(w)
		}, types.ErrTooLate},
		{"confess under challenge", func(w *world) error {
			w.job.SetDisputes(challenged{})
			return confess(w)
		}, types.ErrChallenged},
	})
}

func TestOutcomeRefusals(t *testing.T) {
	post := func(name string, round uint64, change ...func(*types.MsgPostOuter)) func(w *world) error {
		return func(w *world) error {
			msg := &types.MsgPostOuter{Operator: w.text(w.bytes(name)), Job: 1, Round: round, Id: w.unit(w.text(w.bytes("provider 0")), 1, 1, 0).Base}
			for _, f := range change {
				f(msg)
			}
			_, err := w.server.PostOuter(w.ctx, msg)
			return err
		}
	}
	complete := func(name string, change ...func(*types.MsgCompleteJob)) func(w *world) error {
		return func(w *world) error {
			id := w.unit(w.text(w.bytes("provider 0")), 1, 1, 0).Base
			msg := &types.MsgCompleteJob{Operator: w.text(w.bytes(name)), Job: 1, Outer: id, Result: id}
			for _, f := range change {
				f(msg)
			}
			_, err := w.server.CompleteJob(w.ctx, msg)
			return err
		}
	}
	trainers := func(w *world) []string {
		return []string{w.text(w.bytes("provider 0")), w.text(w.bytes("provider 1")), w.text(w.bytes("provider 2"))}
	}
	runRefusals(t, training, []refusal{
		{"claim an open round", post("provider 0", 1), types.ErrRoundPhase},
		{"claim what no round starts from", post("provider 0", 2), types.ErrRoundPhase},
		{"claim of no job", post("provider 0", 0, func(m *types.MsgPostOuter) { m.Job = 9 }), types.ErrNoJob},
		{"claim malformed", post("provider 0", 1, func(m *types.MsgPostOuter) { m.Id.Digest = nil }), types.ErrInvalidID},
		{"complete too early", complete("provider 0"), types.ErrNotFinished},
	})
	closed := func(w *world) { training(w); w.play(1, 1, trainers(w)) }
	runRefusals(t, closed, []refusal{
		{"claim by a stranger", func(w *world) error { w.account("stranger"); return post("stranger", 1)(w) }, types.ErrNotHolder},
		{"claim twice", func(w *world) error { require.NoError(w.t, post("provider 0", 1)(w)); return post("provider 0", 1)(w) }, types.ErrClaimed},
		{"claim of one state where one is asked for", post("provider 0", 1, func(m *types.MsgPostOuter) {
			m.Folded = []spec.ContentID{m.Id}
		}), types.ErrInvalidClaim},
		{"a malformed state before it", post("provider 0", 1, func(m *types.MsgPostOuter) { m.Folded = make([]spec.ContentID, 1) }), types.ErrInvalidID},
		{"a state before it of another length", post("provider 0", 1, func(m *types.MsgPostOuter) {
			m.Folded = []spec.ContentID{types.WireID(commit.ID{Digest: commit.Sum(nil), Size: 7})}
		}), types.ErrInvalidClaim},
		{"claim after the next round is FINAL", func(w *world) error {
			w.play(1, 2, trainers(w))
			w.blocks(20)
			return post("provider 0", 1)(w)
		}, types.ErrTooLate},
		{"end a claim that nobody made", func(w *world) error {
			_, err := w.job.EndClaim(w.ctx, types.ClaimVerdict{Job: 1, Round: 1, Operator: trainers(w)[0]})
			return err
		}, types.ErrNoClaim},
	})
	finished := func(w *world) {
		training(w)
		for r := uint64(1); r <= 4; r++ {
			w.play(1, r, trainers(w))
		}
		w.blocks(20)
	}
	runRefusals(t, finished, []refusal{
		{"complete by a stranger", func(w *world) error { w.account("stranger"); return complete("stranger")(w) }, types.ErrNotHolder},
		{"malformed outer", complete("provider 0", func(m *types.MsgCompleteJob) { m.Outer.Digest = nil }), types.ErrInvalidID},
		{"malformed result", complete("provider 0", func(m *types.MsgCompleteJob) { m.Result.Digest = commit.NewBitmap(8) }), types.ErrInvalidID},
		{"cancel what has run", func(w *world) error {
			_, err := w.server.CancelJob(w.ctx, &types.MsgCancelJob{Submitter: w.text(w.bytes("submitter")), Job: 1})
			return err
		}, types.ErrJobStatus},
		{"join what has run", func(w *world) error {
			_, err := w.server.LeaveJob(w.ctx, &types.MsgLeaveJob{Operator: trainers(w)[0], Job: 1, Slot: 0})
			require.NoError(w.t, err)
			_, err = w.server.JoinJob(w.ctx, &types.MsgJoinJob{Operator: trainers(w)[0], Job: 1})
			return err
		}, types.ErrJobStatus},
	})
}
