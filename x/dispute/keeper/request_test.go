// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"bytes"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// file is a blob that somebody really has.
type file struct {
	id    commit.ID
	bytes []byte
	nodes map[commit.Digest][]byte
}

// newFile makes a blob of a length; seed tells blobs apart.
func newFile(t fataler, size uint64, seed byte) *file {
	t.Helper()
	f := &file{bytes: make([]byte, size), nodes: map[commit.Digest][]byte{}}
	for i := range f.bytes {
		f.bytes[i] = byte(i)*31 + byte(i>>8)*17 + seed
	}
	var err error
	f.id, err = commit.Build(bytes.NewReader(f.bytes), func(b commit.Block) error {
		f.nodes[b.Digest] = bytes.Clone(b.Raw)
		return nil
	})
	require.NoError(t, err)
	return f
}

// prove opens the range of a request.
func (f *file) prove(t fataler, r types.DataRequest) []byte {
	t.Helper()
	proof, err := f.id.Prove(r.Range(), bytes.NewReader(f.bytes), func(d commit.Digest) ([]byte, error) { return f.nodes[d], nil })
	require.NoError(t, err)
	return proof
}

// stocked is a world whose units consist of files that exist: the delta of every
// unit is delta, every state of it is state.
type stocked struct {
	*world
	delta, state, base *file
}

// stock makes such a world of n slots in its first round.
func stock(t fataler, n int) *stocked {
	t.Helper()
	s := &stocked{world: training(t, n)}
	sizes, err := jobtypes.SizesOf(&s.spec)
	require.NoError(t, err)
	s.delta, s.state, s.base = newFile(t, sizes.Delta, 1), newFile(t, sizes.State, 2), newFile(t, sizes.Base, 3)
	for i := range n {
		s.changes[uint32(i)] = func(u *jobtypes.UnitResult) {
			u.Delta, u.Base = s.delta.id, s.base.id
			for i := range u.States {
				u.States[i] = s.state.id
			}
		}
	}
	return s
}

func deltaOf(slot uint32) types.Blob {
	return types.Blob{Kind: types.BLOB_KIND_DELTA, Job: 1, Round: 1, Slot: slot}
}

// ask is a request for a range.
func (s *stocked) ask(who string, b types.Blob, f *file, nth uint64) *types.MsgRequestData {
	return &types.MsgRequestData{
		Requester: who, Blob: b, Content: jobtypes.WireID(f.id), Offset: nth * types.RangeSize, Deposit: sdk.NewInt64Coin(denom, rich/100),
	}
}

func (s *stocked) request(msg *types.MsgRequestData) types.DataRequest {
	s.t.Helper()
	res, err := s.server.RequestData(s.ctx, msg)
	require.NoError(s.t, err)
	return s.asked(res.Request)
}

func (s *stocked) asked(id uint64) types.DataRequest {
	s.t.Helper()
	r, err := s.dispute.Request(s.ctx, id)
	require.NoError(s.t, err)
	return r
}

func (s *stocked) serve(who string, r types.DataRequest, f *file) error {
	_, err := s.server.RespondData(s.ctx, &types.MsgRespondData{Responder: who, Request: r.Id, Proof: f.prove(s.t, r)})
	return err
}

// cost is what an answer is paid.
func (s *stocked) cost() math.Int {
	p, err := s.dispute.Params(s.ctx)
	require.NoError(s.t, err)
	return math.NewIntFromUint64(p.ResponseCost)
}

// witness states that an operator holds every delta of round 1 but some.
func (s *stocked) witness(operator string, without ...uint32) {
	s.t.Helper()
	r, err := s.job.Round(s.ctx, 1, 1)
	require.NoError(s.t, err)
	held := r.Summable()
	for _, slot := range without {
		held.Clear(int(slot))
	}
	_, err = s.jobs.Witness(s.ctx, &jobtypes.MsgWitness{Operator: operator, Job: 1, Round: 1, Deltas: held})
	require.NoError(s.t, err)
}

func (s *stocked) phase(round uint64) jobtypes.RoundPhase {
	s.t.Helper()
	r, err := s.job.Round(s.ctx, 1, round)
	require.NoError(s.t, err)
	return r.Phase
}

// TestServedIsPaid: A7. Anybody answers, is paid what an answer costs out of the
// deposit, and the rest returns; what was shown once need not be shown again.
func TestServedIsPaid(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	alice, bob, stranger := s.account("alice"), s.account("bob"), s.account("stranger")
	first := s.request(s.ask(alice, deltaOf(0), s.delta, 0))
	require.Equal(t, s.cost(), first.Deposit)
	require.Equal(t, s.trainers[0], first.Operator)
	require.ErrorIs(t, s.serve(stranger, first, s.state), types.ErrInvalidOpening, "another file of the trainer")
	require.NoError(t, s.serve(s.trainers[0], first, s.delta))
	require.ErrorIs(t, s.serve(s.trainers[0], first, s.delta), types.ErrRequestOver, "one answer is paid")

	wallets := []math.Int{s.balance(alice), s.balance(stranger)}
	second := s.request(s.ask(alice, types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0, Index: 1}, s.state, 1))
	require.Equal(t, s.cost().MulRaw(2), second.Deposit, "it doubles with every request of the account")
	require.NoError(t, s.serve(stranger, second, s.state))
	require.Equal(t, wallets[0].Sub(s.cost()), s.balance(alice))
	require.Equal(t, wallets[1].Add(s.cost()), s.balance(stranger))
	require.Equal(t, types.REQUEST_STATUS_SERVED, s.asked(second.Id).Status)

	_, err := s.server.RequestData(s.ctx, s.ask(bob, deltaOf(0), s.delta, 0))
	require.ErrorIs(t, err, types.ErrServed)
	s.blocks(40)
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, s.status(1, 0))
	s.blocks(int(s.spec.Windows.Late))
	require.Equal(t, s.cost(), s.depositOf(alice, deltaOf(1)), "after a late window nothing counts any more")
	s.blocks(int(s.spec.Windows.Late) + 210)
	_, err = s.dispute.Request(s.ctx, first.Id)
	require.ErrorIs(t, err, types.ErrNoRequest, "it is forgotten")
	require.Empty(t, s.exported().Requests)
}

func (s *stocked) depositOf(who string, b types.Blob) math.Int {
	s.t.Helper()
	res, err := s.query.Deposit(s.ctx, &types.QueryDepositRequest{Blob: b, Requester: who})
	require.NoError(s.t, err)
	return res.Deposit.Amount
}

func (s *stocked) exported() *types.GenesisState {
	g, err := s.dispute.ExportGenesis(s.ctx)
	require.NoError(s.t, err)
	return g
}

// TestWithheldIsFraud: A7. What nobody shows costs its trainer the whole slot
// stake and every witness that promised to serve it a small part of its own; the
// requester has its deposit back and gains no more than it had risked.
func TestWithheldIsFraud(t *testing.T) {
	s := stock(t, 4)
	s.commitAll()
	for i, o := range s.trainers {
		if i == 3 {
			s.witness(o, 0) // has not seen the delta of slot 0
		} else {
			s.witness(o)
		}
	}
	require.NoError(t, s.job.EndBlock(s.ctx))
	alice := s.account("alice")
	wallet, supply := s.balance(alice), s.supply()
	var bonded []math.Int
	for _, o := range s.trainers {
		bonded = append(bonded, s.bonded(o))
	}
	r := s.request(s.ask(alice, deltaOf(0), s.delta, 0))
	require.EqualValues(t, s.ctx.BlockHeight()+int64(s.spec.Windows.DataRequest), r.Deadline)
	named, err := s.dispute.View().LockNamed(s.ctx, s.addr(s.trainers[0]), r.Lock)
	require.NoError(t, err)
	require.True(t, named, "the stake behind the unit stays locked")
	_, err = s.jobs.ConfessUnit(s.ctx, &jobtypes.MsgConfessUnit{Operator: s.trainers[0], Job: 1, Round: 1, Slot: 0})
	require.ErrorIs(t, err, jobtypes.ErrChallenged, "no confession of what one was asked for")
	s.blocks(int(s.spec.Windows.DataRequest))
	require.Equal(t, types.REQUEST_STATUS_OPEN, s.asked(r.Id).Status, "the last block is the trainer's")
	s.blocks(3)

	require.Equal(t, types.REQUEST_STATUS_WITHHELD, s.asked(r.Id).Status)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, s.status(1, 0))
	stake := math.NewIntFromUint64(s.spec.Price.SlotStake)
	penalty := stake.MulRaw(5).QuoRaw(100)
	for i, want := range []math.Int{stake, penalty, penalty, math.ZeroInt()} {
		require.True(t, want.Equal(bonded[i].Sub(s.bonded(s.trainers[i]))), "trainer %d", i)
	}
	require.Equal(t, wallet.Add(s.cost()), s.balance(alice))
	require.Equal(t, stake.Add(penalty.MulRaw(2)).Sub(s.cost()), supply.Sub(s.supply()), "all else is burnt")
	require.Equal(t, s.cost(), s.depositOf(alice, deltaOf(1)), "asking in vain counts nothing")
	require.ErrorIs(t, s.serve(s.trainers[0], r, s.delta), types.ErrRequestOver)
	j, err := s.job.Job(s.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, []jobtypes.Retraction{{Round: 1, Slot: 0}}, j.Retractions)
}

// TestWitnessSavesTheTrainer: an answer of anybody, in the last block, is one.
func TestWitnessSavesTheTrainer(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	before := s.bonded(s.trainers[0])
	r := s.request(s.ask(s.account("alice"), deltaOf(0), s.delta, 0))
	s.blocks(int(s.spec.Windows.DataRequest))
	require.NoError(t, s.serve(s.trainers[1], r, s.delta))
	s.blocks(20)
	require.Equal(t, before, s.bonded(s.trainers[0]))
	s.blocks(20)
	require.Equal(t, jobtypes.UNIT_STATUS_FINAL, s.status(1, 0))
}

// TestZeroCountsWithAnOpenRequest: R4. Two of three witnesses do not hold the
// delta of slot 0. That excludes it only if a request for it was open long
// enough, and unanswered, at the deadline.
func TestZeroCountsWithAnOpenRequest(t *testing.T) {
	for name, c := range map[string]struct {
		wait     int // blocks between request and deadline; -1 for no request
		served   bool
		included bool
	}{
		"no request":          {wait: -1, included: true},
		"in vain":             {wait: 4},
		"answered":            {wait: 4, served: true, included: true},
		"in the last moment":  {wait: 1, included: true},
		"as long as a notice": {wait: 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := stock(t, 4)
			p := types.DefaultParams()
			p.RequestNotice = 2
			_, err := s.server.UpdateParams(s.ctx, &types.MsgUpdateParams{Authority: s.authority(), Params: p})
			require.NoError(t, err)
			s.commitAll()
			x, err := s.job.Round(s.ctx, 1, 1)
			require.NoError(t, err)
			s.witness(s.trainers[1])
			s.witness(s.trainers[2], 0)
			s.witness(s.trainers[3], 0) // the trainer of slot 0 is silent: WITNESSING lasts
			wait := min(c.wait, int(x.Deadline-s.ctx.BlockHeight()))
			s.blocks(int(x.Deadline-s.ctx.BlockHeight()) - max(wait, 0))
			if c.wait >= 0 {
				r := s.request(s.ask(s.trainers[2], deltaOf(0), s.delta, 0))
				if c.served {
					require.NoError(t, s.serve(s.trainers[0], r, s.delta))
				}
			}
			s.blocks(max(wait, 0) + 1)
			require.Greater(t, s.phase(1), jobtypes.ROUND_PHASE_WITNESSING)
			want := jobtypes.UNIT_STATUS_EXCLUDED
			if c.included {
				want = jobtypes.UNIT_STATUS_INCLUDED
			}
			require.Equal(t, want, s.status(1, 0))
		})
	}
}

// TestWitnessingWaitsForTheAnswer: once everybody has spoken the round closes,
// unless a request is open that could still make a 0 count.
func TestWitnessingWaitsForTheAnswer(t *testing.T) {
	s := stock(t, 4)
	s.commitAll()
	r := s.request(s.ask(s.trainers[2], deltaOf(0), s.delta, 0))
	s.witness(s.trainers[0])
	s.witness(s.trainers[1])
	s.witness(s.trainers[2], 0)
	s.witness(s.trainers[3], 0)
	s.blocks(2)
	require.Equal(t, jobtypes.ROUND_PHASE_WITNESSING, s.phase(1))
	require.NoError(t, s.serve(s.trainers[1], r, s.delta))
	s.blocks(1)
	require.Equal(t, jobtypes.ROUND_PHASE_AUDITING, s.phase(1))
	require.Equal(t, jobtypes.UNIT_STATUS_INCLUDED, s.status(1, 0))

	s = stock(t, 4)
	s.commitAll()
	s.request(s.ask(s.trainers[2], deltaOf(0), s.delta, 0))
	for _, o := range s.trainers {
		s.witness(o)
	}
	s.blocks(1)
	require.Equal(t, jobtypes.ROUND_PHASE_AUDITING, s.phase(1), "nobody lacks it: a request delays nothing")
}

// TestExcusedWhoAskedInVain: R3. Who could not make round 2 because a delta of
// round 1 is not to be had is not charged a miss.
func TestExcusedWhoAskedInVain(t *testing.T) {
	s := stock(t, 4)
	s.commitAll()
	s.closeRound()
	r := s.request(s.ask(s.trainers[2], deltaOf(0), s.delta, 0))
	joined, err := s.server.RequestData(s.ctx, s.ask(s.trainers[3], deltaOf(0), s.delta, 0))
	require.NoError(t, err)
	require.True(t, joined.Joined)
	require.True(t, joined.Deposit.IsZero())
	require.Equal(t, r.Id, joined.Request)
	served := s.request(s.ask(s.trainers[1], deltaOf(2), s.delta, 0))
	require.NoError(t, s.serve(s.trainers[2], served, s.delta))
	for s.phase(2) < jobtypes.ROUND_PHASE_AUDITING {
		s.blocks(1)
	}
	j, err := s.job.Job(s.ctx, 1)
	require.NoError(t, err)
	require.NotEmpty(t, j.Missed)
	missed := commit.Bitmap(j.Missed[len(j.Missed)-1])
	require.True(t, missed.Has(1), "its request was answered")
	require.False(t, missed.Has(2))
	require.False(t, missed.Has(3))
}

// TestFilledQueue: A10. A cheat asks itself for what it can show, to keep others
// out. They get in at twice the deposit, which returns; drawn verifiers have
// places of their own; and each place that the cheat frees in time shows one more
// range of the very file that it withholds.
func TestFilledQueue(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	state := func(i uint32) types.Blob {
		return types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0, Index: i}
	}
	var fill []types.DataRequest
	for i, friend := range []string{"a", "b", "c", "d"} {
		fill = append(fill, s.request(s.ask(s.account(friend), state(0), s.state, uint64(i))))
	}
	alice, verifier := s.account("alice"), s.account("verifier")
	_, err := s.server.RequestData(s.ctx, s.ask(s.addrOf("a"), deltaOf(0), s.delta, 0))
	require.ErrorIs(t, err, types.ErrPlaces, "one place for each account")
	honest := s.request(s.ask(alice, deltaOf(0), s.delta, 0))
	require.Equal(t, s.cost().MulRaw(2), honest.Deposit)
	require.Equal(t, s.cost().MulRaw(4), s.depositOf(s.account("bob"), deltaOf(0)))
	require.Equal(t, s.cost(), s.depositOf(s.addrOf("bob"), deltaOf(1)), "another unit has its own places")

	var mine types.DataRequest
	require.NoError(t, s.dispute.AsDrawn(s.ctx, verifier, state(1), func() { mine = s.request(s.ask(verifier, state(1), s.state, 0)) }))
	require.True(t, mine.Drawn)
	require.Equal(t, s.cost(), mine.Deposit)

	require.NoError(t, s.serve(s.trainers[0], fill[0], s.state))
	_, err = s.server.RequestData(s.ctx, s.ask(s.account("e"), state(0), s.state, 0))
	require.ErrorIs(t, err, types.ErrServed, "nobody asks for it again")
	s.blocks(int(s.spec.Windows.DataRequest) + 2)
	require.Equal(t, jobtypes.UNIT_STATUS_FALSE, s.status(1, 0), "what is not shown in time is withheld, whoever asked")
	require.True(t, s.bank.GetBalance(s.ctx, s.bytesOfModule(), denom).IsZero())
}

// TestPlacesEnd: however rich, nobody opens more requests about one unit than a
// trainer can be asked to answer at once.
func TestPlacesEnd(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	p := types.DefaultParams()
	p.ResponseCost = 1
	_, err := s.server.UpdateParams(s.ctx, &types.MsgUpdateParams{Authority: s.authority(), Params: p})
	require.NoError(t, err)
	for i := range types.Places + types.MorePlaces {
		b := types.Blob{Kind: types.BLOB_KIND_STATE, Job: 1, Round: 1, Slot: 0, Index: uint32(i % 3)}
		s.request(s.ask(s.account(string(rune('A'+i))), b, s.state, uint64(i/3)))
	}
	_, err = s.server.RequestData(s.ctx, s.ask(s.account("last"), deltaOf(0), s.delta, 0))
	require.ErrorIs(t, err, types.ErrPlaces)
}

// TestVoidUnitEndsRequests: a unit that nobody rests on any more need not be
// served, and whoever asked loses nothing.
func TestVoidUnitEndsRequests(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	alice := s.account("alice")
	wallet := s.balance(alice)
	r := s.request(s.ask(alice, deltaOf(0), s.delta, 0))
	require.NoError(t, s.job.VoidUnit(s.ctx, 1, 1, 0))
	s.blocks(1)
	require.Equal(t, types.REQUEST_STATUS_UNDECIDED, s.asked(r.Id).Status)
	require.Equal(t, wallet, s.balance(alice))
	_, err := s.server.RequestData(s.ctx, s.ask(alice, deltaOf(0), s.delta, 0))
	require.ErrorIs(t, err, types.ErrUnitStatus)
}

// TestBaseWithheld: everybody who named a base answers for it.
func TestBaseWithheld(t *testing.T) {
	s := stock(t, 5)
	s.commitAll()
	s.closeRound()
	base := types.Blob{Kind: types.BLOB_KIND_BASE, Job: 1, Round: 1}
	var before []math.Int
	for _, o := range s.trainers {
		before = append(before, s.bonded(o))
	}
	r := s.request(s.ask(s.account("alice"), base, s.base, 0))
	require.Empty(t, r.Operator)
	s.blocks(int(s.spec.Windows.DataRequest) + 6)
	for i, o := range s.trainers {
		require.Equal(t, jobtypes.UNIT_STATUS_FALSE, s.status(1, uint32(i)))
		require.Equal(t, math.NewIntFromUint64(s.spec.Price.SlotStake), before[i].Sub(s.bonded(o)))
	}
}

// TestClaimWithheld: a state that its claimant does not show is a claim lost by
// the clock.
func TestClaimWithheld(t *testing.T) {
	s := stock(t, 3)
	s.commitAll()
	s.closeRound()
	_, err := s.jobs.PostOuter(s.ctx, &jobtypes.MsgPostOuter{Operator: s.trainers[0], Job: 1, Round: 1, Id: jobtypes.WireID(s.base.id)})
	require.NoError(t, err)
	alice := s.account("alice")
	wallet, before := s.balance(alice), s.bonded(s.trainers[0])
	claim := types.Blob{Kind: types.BLOB_KIND_CLAIM, Job: 1, Round: 1, Operator: s.trainers[0]}
	s.request(s.ask(alice, claim, s.base, 0))
	s.blocks(int(s.spec.Windows.DataRequest) + 2)
	_, err = s.job.Claim(s.ctx, 1, 1, s.trainers[0])
	require.ErrorIs(t, err, jobtypes.ErrClaimStatus)
	require.ErrorContains(t, err, "LATE")
	p, err := s.job.Params(s.ctx)
	require.NoError(t, err)
	require.Equal(t, math.NewIntFromUint64(s.spec.Price.SlotStake+p.OuterBond), before.Sub(s.bonded(s.trainers[0])))
	require.Equal(t, wallet.Add(s.cost()), s.balance(alice))
}

// TestDataMissingPausesTheJob: without its data a job rests, its slots may leave
// at once; it goes on when somebody shows the data after all.
func TestDataMissingPausesTheJob(t *testing.T) {
	s := &stocked{world: newWorld(t)}
	s.spec = tiny(3)
	data := newFile(t, s.spec.Data.Dataset.Size_, 4)
	s.spec.Data.Dataset = jobtypes.WireID(data.id)
	require.NoError(t, program.Bind(&s.spec))
	s.submit(s.spec)
	for _, name := range []string{"x", "y", "z"} {
		o := s.provider(name)
		s.trainers = append(s.trainers, o)
		_, err := s.jobs.JoinJob(s.ctx, &jobtypes.MsgJoinJob{Operator: o, Job: 1})
		require.NoError(t, err)
	}
	require.NoError(t, s.job.EndBlock(s.ctx))
	r := s.request(s.ask(s.trainers[0], types.Blob{Kind: types.BLOB_KIND_DATASET, Job: 1}, data, 0))
	require.Equal(t, s.addrOf("submitter"), r.Operator)
	for s.phase(1) < jobtypes.ROUND_PHASE_AUDITING {
		s.blocks(1)
	}
	j, err := s.job.Job(s.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, jobtypes.JOB_STATUS_PAUSED, j.Status)
	require.Equal(t, jobtypes.REASON_DATA, j.Reason)
	require.False(t, commit.Bitmap(j.Missed[0]).Has(0), "it asked in vain")
	_, err = s.jobs.ResumeJob(s.ctx, &jobtypes.MsgResumeJob{Submitter: j.Submitter, Job: 1})
	require.NoError(t, err)
	j, err = s.job.Job(s.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, jobtypes.JOB_STATUS_PAUSED, j.Status)
	require.NoError(t, s.serve(s.account("anybody"), s.asked(r.Id), data))
	s.check()
	j, err = s.job.Job(s.ctx, 1)
	require.NoError(t, err)
	require.Equal(t, jobtypes.JOB_STATUS_RUNNING, j.Status)
	require.EqualValues(t, 2, j.Round)
}

// addrOf is the address that goes with a name.
func (s *stocked) addrOf(name string) string { return s.text(s.bytes(name)) }

func (s *stocked) bytesOfModule() sdk.AccAddress { return authtypes.NewModuleAddress(types.ModuleName) }
