// SPDX-License-Identifier: Apache-2.0

package training_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/replay"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// lyingStore publishes one outer state otherwise than it is given, twice: the
// last number of it differs in the last bit. Its trainer names and claims what
// was published, and goes on from what it computed.
type lyingStore struct {
	blob.Store
	size uint64 // of outer states
	at   int    // which one; the first parameters are 0

	mu     sync.Mutex
	seen   []commit.ID
	lies   int
	truths map[commit.ID]commit.ID
}

func (s *lyingStore) Put(ctx context.Context, r io.Reader, o blob.PutOptions) (commit.ID, error) {
	if o.SizeHint != s.size {
		return s.Store.Put(ctx, r, o)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return commit.ID{}, err
	}
	truth, err := s.Store.Put(ctx, bytes.NewReader(b), o)
	if err != nil || !s.wants(truth) {
		return truth, err
	}
	last(b)
	lie, err := s.Store.Put(ctx, bytes.NewReader(b), o)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.truths[lie] = truth
	return lie, err
}

func (s *lyingStore) wants(id commit.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.seen, id) {
		s.seen = append(s.seen, id)
	}
	if slices.Index(s.seen, id) != s.at || s.lies == 2 {
		return false
	}
	s.lies++
	return true
}

func (s *lyingStore) Open(ctx context.Context, id commit.ID) (blob.Blob, error) {
	s.mu.Lock()
	truth, ok := s.truths[id]
	s.mu.Unlock()
	if ok {
		id = truth
	}
	return s.Store.Open(ctx, id)
}

// outerCase is a crew some of whose members lie about an outer state.
type outerCase struct {
	*crew
	life context.Context
	work errgroup.Group
	cfg  replay.Config
	size uint64
	// outsider has no slot.
	outsider *trainer
}

func newOuterCase(t *testing.T, change func(s *spec.Spec)) *outerCase {
	t.Helper()
	k, err := cpu.New("auto")
	require.NoError(t, err)
	c := &outerCase{cfg: replay.Config{Kernel: k, Workers: 1}, crew: newCrew(t, 3, func(s *spec.Spec) {
		s.Rounds.Rounds, s.Rounds.Quorum = 4, 1
		s.Windows.GameClock, s.Windows.GameExtension, s.Windows.Challenge, s.Windows.Late = 60, 5, 200, 2000
		change(s)
	})}
	c.outsider = c.hire(newcomer)
	for _, m := range append([]*trainer{c.outsider}, c.members...) {
		require.NoError(t, m.roster.Refresh(c.ctx))
	}
	life, end := context.WithCancel(c.ctx)
	c.life = life
	t.Cleanup(func() { end(); require.NoError(t, c.work.Wait()) })
	layout, err := program.NewOuterState(&c.spec)
	require.NoError(t, err)
	c.size = layout.Size()
	return c
}

// honest runs a trainer with its games, as weft train does.
func (c *outerCase) honest(m *trainer) {
	c.start(m)
	p := c.party(m, c.cfg.Kernel, func(cfg *watch.Config) { cfg.Guard = true })
	c.work.Go(func() error { return c.calm(p.Run(c.life)) })
}

// liar runs a trainer that lies about the outer state after a round, and defends
// its claim of it with all that it has.
func (c *outerCase) liar(m *trainer, after int) {
	c.start(m, func(cfg *worker.Config) {
		cfg.Store = &lyingStore{Store: m.store, size: c.size, at: after, truths: map[commit.ID]commit.ID{}}
	})
	c.brazen(m)
}

func (c *outerCase) start(m *trainer, change ...func(*worker.Config)) {
	c.work.Go(func() error {
		_, err := c.crew.work(c.life, m, change...)
		return c.calm(err)
	})
}

// brazen plays a member's games with a story whose last number is another.
func (c *outerCase) brazen(m *trainer) {
	me := m.client.Sender().Operator()
	c.work.Go(func() error {
		for {
			res, err := m.client.Dispute().Games(c.life, &disputetypes.QueryGamesRequest{Job: c.job, Open: true})
			if err != nil {
				return c.calm(err)
			}
			for i := range res.Games {
				g := &res.Games[i]
				if g.Defender == me && g.Turn == disputetypes.SIDE_DEFENDER || g.Challenger == me && g.Turn == disputetypes.SIDE_CHALLENGER {
					if err := c.bluff(m, g); err != nil && !late(err) {
						return c.calm(err)
					}
				}
			}
			if err := m.client.WaitHeight(c.life, m.client.Height()+1); err != nil {
				return c.calm(err)
			}
		}
	})
}

// calm is an error that matters while the case lasts.
func (c *outerCase) calm(err error) error {
	if c.life.Err() == nil && !errors.Is(err, worker.ErrNoSlot) {
		return err
	}
	return nil
}

// late is a move that another one, or the end of the game, has overtaken.
func late(err error) bool {
	return errors.Is(err, disputetypes.ErrOver) || errors.Is(err, disputetypes.ErrTurn) || errors.Is(err, disputetypes.ErrInvalidMove)
}

// bluff makes a move of a forged story.
func (c *outerCase) bluff(m *trainer, g *disputetypes.Game) error {
	res, err := m.client.Dispute().Game(c.life, &disputetypes.QueryGameRequest{Game: g.Id})
	if err != nil || len(res.Game.Position) == 0 || res.Game.Turn != g.Turn {
		return err
	}
	f, story, files, err := c.forgeOuter(m, &res.Board)
	if err != nil {
		return err
	}
	defer files.Close()
	position, err := game.Decode(res.Game.Position)
	if err != nil {
		return err
	}
	move, err := f.Reply(position, story)
	if err != nil {
		return err
	}
	done, err := m.client.Submit(c.life, &disputetypes.MsgMove{Mover: m.client.Sender().Operator(), Game: g.Id, Move: game.EncodeMove(move)})
	if err == nil {
		c.Logf("game %d: %s takes %d gas", g.Id, move.Kind(), done.GasUsed)
	}
	return err
}

// forgeOuter is the story of a claim's step with another last number.
func (c *outerCase) forgeOuter(m *trainer, b *disputetypes.Board) (*game.Facts, *forged, io.Closer, error) {
	claimant, err := client.ParseAddress(b.Defender)
	if err != nil {
		return nil, nil, nil, err
	}
	claim := disputetypes.ClaimOf{ChainID: c.net.ChainID, Spec: &c.spec, Board: b, Claimant: claimant}
	f, err := claim.Facts()
	if err != nil {
		return nil, nil, nil, err
	}
	var from []string
	for _, other := range c.members {
		from = append(from, other.store.Addrs()...)
	}
	files := replay.NewStored(c.life, m.store, from...)
	s, err := replay.Run(c.life, f, files, c.cfg)
	if err != nil {
		return nil, nil, nil, errors.Join(err, files.Close())
	}
	lie := forgery{state: last}
	if b.Kind == disputetypes.KIND_EVALUATION {
		lie = forgery{loss: true}
	}
	return f, lie.forge(c, f, s), files, nil
}

// claims are those of the outer state after a round, by operator.
func (c *outerCase) claims(round uint64) map[string]jobtypes.OuterClaim {
	c.Helper()
	res, err := c.submitter.Job().OuterClaims(c.ctx, &jobtypes.QueryOuterClaimsRequest{Job: c.job, Round: round})
	require.NoError(c, err)
	all := map[string]jobtypes.OuterClaim{}
	for _, x := range res.Claims {
		all[x.Operator] = x
	}
	return all
}

// awaitClaim waits for a member's claim.
func (c *outerCase) awaitClaim(round uint64, m *trainer) (claim jobtypes.OuterClaim) {
	c.Helper()
	c.until(func(*jobtypes.Job) (ok bool) {
		claim, ok = c.claims(round)[m.client.Sender().Operator()]
		return ok
	})
	return claim
}

// challenge opens a game about a claim without a seal.
func (c *outerCase) challenge(m *trainer, claim jobtypes.OuterClaim, state spec.ContentID) uint64 {
	c.Helper()
	me := m.client.Sender().Operator()
	bond, err := m.client.Dispute().Bond(c.ctx, &disputetypes.QueryBondRequest{Job: c.job, Challenger: me})
	require.NoError(c, err)
	res, err := m.client.Submit(c.ctx, &disputetypes.MsgChallengeClaim{
		Challenger: me, Kind: disputetypes.KIND_OUTER, Job: c.job, Round: claim.Round, Claimant: claim.Operator, State: state, Bond: bond.Bond,
	})
	require.NoError(c, err)
	answer, err := client.Response[*disputetypes.MsgChallengeClaimResponse](res)
	require.NoError(c, err)
	c.Logf("a challenge takes %d gas", res.GasUsed)
	return answer.Game
}

// completed waits for the end, and checks that every round that counts, and the
// outcome, rest on what an outsider computes.
func (c *outerCase) completed() {
	c.Helper()
	c.until(func(j *jobtypes.Job) bool { return j.EndedHeight != 0 })
	job := c.get()
	require.Equal(c, jobtypes.JOB_STATUS_COMPLETED, job.Status, job.Reason)
	p := c.party(c.outsider, c.cfg.Kernel)
	for _, r := range c.rounds() {
		if r.Void {
			require.Nil(c, r.Base)
			require.Zero(c, commit.Bitmap(r.Included).Count())
			continue
		}
		o, err := p.Outer(c.ctx, c.job, r.Number-1)
		require.NoError(c, err)
		require.Equal(c, jobtypes.WireID(o.ID()), *r.Base, "round %d", r.Number)
	}
	o, err := p.Outer(c.ctx, c.job, job.Round)
	require.NoError(c, err)
	require.Equal(c, jobtypes.WireID(o.ID()), *job.Outer)
}

// told logs what games came to, and returns those about outer states by their
// outcome.
func (c *outerCase) told() map[disputetypes.Outcome][]disputetypes.Game {
	c.Helper()
	by := map[disputetypes.Outcome][]disputetypes.Game{}
	for _, g := range c.games() {
		c.Logf("game %d, %s, round %d, step %d: %s after %d moves, %d blocks", g.Id, g.Kind, g.Round, g.Step, g.Outcome, g.Moves,
			g.EndedHeight-g.OpenedHeight)
		by[g.Outcome] = append(by[g.Outcome], g)
	}
	return by
}

func (c *outerCase) bonded(m *trainer) math.Int {
	c.Helper()
	res, err := c.submitter.Stake().Provider(c.ctx, &staketypes.QueryProviderRequest{Operator: m.client.Sender().Operator()})
	require.NoError(c, err)
	return res.Provider.Stake.Bonded
}

// slashed checks that a member lost the stake of a slot and the bond of a claim.
func (c *outerCase) slashed(m *trainer) {
	c.Helper()
	p, err := c.submitter.Job().Params(c.ctx, &jobtypes.QueryParamsRequest{})
	require.NoError(c, err)
	lost := weft(1000).Amount.Sub(c.bonded(m))
	require.Equal(c, math.NewIntFromUint64(c.spec.Price.SlotStake+p.Params.OuterBond), lost)
}

// TestFalseOuterState: one of three trainers names and claims an outer state
// that differs in one bit. The others claim theirs, challenge it, and it is
// proven false, although its friend challenges, too, and then does nothing. The
// job is not delayed.
func TestFalseOuterState(t *testing.T) {
	c := newOuterCase(t, func(*spec.Spec) {})
	friend := c.outsider
	liar := c.members[2]
	c.honest(c.members[0])
	c.honest(c.members[1])
	c.liar(liar, 1)
	claim := c.awaitClaim(1, liar)
	idle := c.challenge(friend, claim, jobtypes.WireID(commit.ID{Digest: commit.Sum([]byte("anything")), Size: c.size}))
	c.completed()

	games := c.told()
	require.NotEmpty(t, games[disputetypes.OUTCOME_FRAUD])
	for _, g := range games[disputetypes.OUTCOME_FRAUD] {
		require.Equal(t, disputetypes.KIND_OUTER, g.Kind)
		require.Equal(t, claim.Operator, g.Defender)
		require.NotEqual(t, idle, g.Id)
	}
	claims := c.claims(1)
	require.Equal(t, jobtypes.CLAIM_STATUS_FALSE, claims[claim.Operator].Status)
	for _, m := range c.members[:2] {
		require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, claims[m.client.Sender().Operator()].Status)
		require.False(t, c.bonded(m).LT(weft(1000).Amount), "nobody honest is slashed")
	}
	c.slashed(liar)
	for _, r := range c.rounds() {
		require.False(t, r.Void, "two thirds were right")
	}
}

// TestFalseBase: two of three trainers name the same false outer state, and the
// round closes on it. The third one goes on from it, and claims the right one;
// once the false one is proven false, all that rests on it is void.
func TestFalseBase(t *testing.T) {
	c := newOuterCase(t, func(s *spec.Spec) { s.Rounds.Rounds = 12 })
	c.honest(c.members[0])
	c.liar(c.members[1], 1)
	c.liar(c.members[2], 1)
	c.completed()

	require.NotEmpty(t, c.told()[disputetypes.OUTCOME_FRAUD])
	rounds := c.rounds()
	require.True(t, rounds[1].Void, "the round that started from the false state")
	require.False(t, rounds[0].Void)
	require.False(t, rounds[len(rounds)-1].Void)
	void := 0
	for _, r := range rounds {
		if r.Void {
			void++
		}
	}
	t.Logf("%d of %d rounds are void", void, len(rounds))
	claims := c.claims(1)
	for _, m := range c.members[1:] {
		if x, ok := claims[m.client.Sender().Operator()]; ok {
			require.Equal(t, jobtypes.CLAIM_STATUS_FALSE, x.Status)
		}
	}
	require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, claims[c.members[0].client.Sender().Operator()].Status)
	require.False(t, c.bonded(c.members[0]).LT(weft(1000).Amount), "nobody honest is slashed")
}

// TestClaimWithoutState: a claim of an id that nobody can open loses by the
// clock. Who challenges a claim that is right loses the bond.
func TestClaimWithoutState(t *testing.T) {
	c := newOuterCase(t, func(*spec.Spec) {})
	friend := c.outsider
	liar := c.members[2]
	c.honest(c.members[0])
	c.honest(c.members[1])
	c.start(liar)
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 2 })
	nothing := jobtypes.WireID(commit.ID{Digest: commit.Sum([]byte("nothing")), Size: c.size})
	_, err := liar.client.SubmitUnordered(c.ctx, &jobtypes.MsgPostOuter{Operator: liar.client.Sender().Operator(), Job: c.job, Round: 1, Id: nothing})
	require.NoError(t, err)

	// The friend says that an honest claim is false, and plays for it.
	right := c.awaitClaim(1, c.members[0])
	game := c.challenge(friend, right, c.flipped(friend, right.Id))
	c.brazen(friend)
	c.completed()

	c.told()
	claims := c.claims(1)
	require.Equal(t, jobtypes.CLAIM_STATUS_LATE, claims[liar.client.Sender().Operator()].Status)
	require.Equal(t, jobtypes.CLAIM_STATUS_LIVE, claims[right.Operator].Status)
	res, err := c.submitter.Dispute().Game(c.ctx, &disputetypes.QueryGameRequest{Game: game})
	require.NoError(t, err)
	require.Equal(t, disputetypes.OUTCOME_FALSE_CHALLENGE, res.Game.Outcome)
	c.slashed(liar)
}

// flipped is a state with another last number.
func (c *outerCase) flipped(m *trainer, wire spec.ContentID) spec.ContentID {
	c.Helper()
	id, err := jobtypes.CommitID("state", &wire)
	require.NoError(c, err)
	b, _, err := replay.NewStored(c.ctx, m.store, c.members[0].store.Addrs()...).Blob(id)
	require.NoError(c, err)
	content, err := io.ReadAll(io.NewSectionReader(b, 0, int64(id.Size)))
	require.NoError(c, err)
	last(content)
	made, err := commit.Build(bytes.NewReader(content), nil)
	require.NoError(c, err)
	return jobtypes.WireID(made)
}

// TestFalseFoldedState: after a retraction two outer steps lead to a state. A
// claim that names the right state and lies about the one on the way is proven
// false by its first step.
func TestFalseFoldedState(t *testing.T) {
	c := newOuterCase(t, func(s *spec.Spec) { s.Rounds.Rounds = 5 })
	liar := c.members[2]
	c.honest(c.members[0])
	c.honest(c.members[1])
	c.start(liar)
	c.brazen(liar)
	c.until(func(j *jobtypes.Job) bool { return j.Round >= 2 })
	m := c.members[1]
	_, err := m.client.SubmitUnordered(c.ctx, &jobtypes.MsgConfessUnit{Operator: m.client.Sender().Operator(), Job: c.job, Round: 1, Slot: c.slotOf(1)})
	require.NoError(t, err)
	var listing uint64
	c.until(func(*jobtypes.Job) bool {
		for _, r := range c.rounds() {
			if len(r.Retractions) > 0 {
				listing = r.Number
			}
		}
		return listing > 0
	})
	o, err := c.party(c.outsider, c.cfg.Kernel).Outer(c.ctx, c.job, listing-1)
	require.NoError(t, err)
	require.Greater(t, len(o.States), 1, "round %d lists the retraction", listing)
	msg := &jobtypes.MsgPostOuter{Operator: liar.client.Sender().Operator(), Job: c.job, Round: listing - 1, Id: jobtypes.WireID(o.ID())}
	for _, id := range o.States[:len(o.States)-1] {
		msg.Folded = append(msg.Folded, jobtypes.WireID(id))
	}
	msg.Folded[0] = c.flipped(c.outsider, msg.Folded[0])
	_, err = liar.client.SubmitUnordered(c.ctx, msg)
	require.NoError(t, err)
	c.completed()

	fraud := c.told()[disputetypes.OUTCOME_FRAUD]
	require.Len(t, fraud, 1)
	require.Zero(t, fraud[0].Step)
	require.Equal(t, jobtypes.CLAIM_STATUS_FALSE, c.claims(listing - 1)[msg.Operator].Status)
	for _, r := range c.rounds() {
		require.False(t, r.Void, "what the claim said about the state itself was right")
	}
	c.slashed(liar)
}
