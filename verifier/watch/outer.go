// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/replay"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Outer is the outer state after a round, as this machine computes it from what
// the chain knows (R9).
type Outer struct {
	Job, Round uint64
	// Base is the state that it follows from; zero if that are the first
	// parameters, which are then the first of States.
	Base commit.ID
	// States are what each outer step comes to. Without any, Base is the state.
	States []commit.ID
	// Named are the states that others name: the units of the next round, and
	// live claims.
	Named []commit.ID
	// Claims are those of the state, of every status.
	Claims []jobtypes.OuterClaim

	// Of the last outer step.
	facts *game.Facts
	story *replay.Story
}

// ID is the outer state.
func (o *Outer) ID() commit.ID {
	if len(o.States) == 0 {
		return o.Base
	}
	return o.States[len(o.States)-1]
}

// Doubt is what is wrong with a claim.
type Doubt struct {
	Claim jobtypes.OuterClaim
	// Step is the first outer step that comes to something else than is
	// claimed, from 0; State is what it comes to here.
	Step  uint32
	State commit.ID
}

// Unit is the round and the slot of the claim.
func (d *Doubt) Unit() Unit { return Unit{d.Claim.Job, d.Claim.Round, d.Claim.Slot} }

// Doubt compares a claim with what was computed; nil if it is right.
func (o *Outer) Doubt(c *jobtypes.OuterClaim) *Doubt {
	claimed := append(slices.Clone(c.Folded), c.Id)
	if len(claimed) != len(o.States) {
		return nil // it is about another outer state: the chain has ended it, or will
	}
	for i := range claimed {
		if id, err := jobtypes.CommitID("claim", &claimed[i]); err != nil || id != o.States[i] {
			return &Doubt{Claim: *c, Step: uint32(i), State: o.States[i]}
		}
	}
	return nil
}

// Doubts are the live claims that are wrong.
func (o *Outer) Doubts() (out []*Doubt) {
	for i := range o.Claims {
		if o.Claims[i].Status != jobtypes.CLAIM_STATUS_LIVE {
			continue
		}
		if d := o.Doubt(&o.Claims[i]); d != nil {
			out = append(out, d)
		}
	}
	return out
}

// Outer computes the outer state after a round: every outer step since the
// latest base that the chain knows.
func (p *Party) Outer(ctx context.Context, job, round uint64) (*Outer, error) {
	w, err := readWay(ctx, p.cfg.Client, job, round)
	if err != nil {
		return nil, err
	}
	o := &Outer{Job: job, Round: round, Named: w.named, Claims: w.claims}
	if w.base != nil {
		if o.Base, err = jobtypes.CommitID("base", w.base); err != nil {
			return nil, err
		}
	}
	stored := p.files(ctx, job)
	defer p.close(stored)
	files := replay.Files(stored)
	before := w.base
	for i := range w.steps {
		b := &w.steps[i]
		b.Before, b.Claimed = before, &spec.ContentID{Digest: make([]byte, commit.DigestSize)}
		f, s, err := (&claimed{spec: w.spec, chainID: w.chainID}).story(ctx, b, p.cfg.Replay, files)
		if err != nil {
			return nil, fmt.Errorf("outer step of round %d: %w", b.Folds, err)
		}
		o.facts, o.story, o.States = f, s, append(o.States, s.Result().State)
		id := jobtypes.WireID(s.Result().State)
		before, files = &id, s.Files()
		if i < len(w.steps)-1 {
			if err := p.publish(ctx, s, &w.spec); err != nil {
				return nil, err
			}
		}
	}
	return o, nil
}

// publish keeps a state for a while in which it may be what a game starts from.
func (p *Party) publish(ctx context.Context, s *replay.Story, terms *spec.Spec) error {
	id := s.Result().State
	content, _, err := s.Blob(id)
	if err != nil {
		return err
	}
	w := terms.Windows
	pin := blob.Pin{Name: "claim", Height: p.cfg.Client.Height() + int64(2*w.GameClock+w.GameExtension)}
	_, err = p.cfg.Store.Put(ctx, io.NewSectionReader(content, 0, int64(id.Size)), blob.PutOptions{SizeHint: id.Size, Pins: []blob.Pin{pin}})
	return err
}

// ChallengeClaim opens a game about a claim, as Challenge does about a unit.
func (p *Party) ChallengeClaim(ctx context.Context, d *Doubt) (uint64, error) {
	c := p.cfg.Client
	me, err := p.operator()
	if err != nil {
		return 0, err
	}
	challenger, err := client.ParseAddress(me)
	if err != nil {
		return 0, err
	}
	bond, err := c.Dispute().Bond(ctx, &disputetypes.QueryBondRequest{Job: d.Claim.Job, Challenger: me})
	if err != nil {
		return 0, err
	}
	msg := &disputetypes.MsgChallengeClaim{
		Challenger: me, Kind: disputetypes.KIND_OUTER, Job: d.Claim.Job, Round: d.Claim.Round, Claimant: d.Claim.Operator, Step: d.Step,
		State: jobtypes.WireID(d.State), Bond: bond.Bond,
	}
	if msg.Salt, err = salt(); err != nil {
		return 0, err
	}
	res, err := p.sealed(ctx, disputetypes.SealClaimHash(c.ChainID(), challenger, msg), msg)
	if err != nil {
		return 0, err
	}
	answer, err := client.Response[*disputetypes.MsgChallengeClaimResponse](res)
	if err != nil {
		return 0, err
	}
	return answer.Game, nil
}

// claimed is a step that a claim rests on: an outer step, or a batch of an
// evaluation.
type claimed struct {
	spec    spec.Spec
	chainID string
	board   disputetypes.Board
}

// readBoard is what a board is about; the board itself has the facts.
func readBoard(ctx context.Context, c *client.Client, b *disputetypes.Board) (*claimed, error) {
	res, err := c.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: b.Job})
	if err != nil {
		return nil, err
	}
	return &claimed{spec: res.Spec, chainID: c.ChainID(), board: *b}, nil
}

// String is how people and logs name it.
func (x *claimed) String() string {
	return About(x.board.Kind, Unit{x.board.Job, x.board.Round, x.board.Slot})
}

func (x *claimed) terms() *spec.Spec { return &x.spec }

// reads implements subject.
func (x *claimed) reads(uint32) (ids []commit.ID, err error) {
	read := x.board.Deltas
	if x.board.Kind == disputetypes.KIND_EVALUATION {
		read = append(slices.Clone(read), x.spec.Data.Dataset)
	}
	if x.board.Before != nil {
		read = append(slices.Clone(read), *x.board.Before)
	}
	for i := range read {
		id, err := jobtypes.CommitID("board", &read[i])
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// story implements subject.
func (x *claimed) story(ctx context.Context, b *disputetypes.Board, cfg replay.Config, files replay.Files) (*game.Facts, *replay.Story, error) {
	// Who claims is in the leaf, and nothing is computed from it.
	claim := disputetypes.ClaimOf{ChainID: x.chainID, Spec: &x.spec, Board: b, Claimant: []byte("nobody")}
	if b.Defender != "" {
		var err error
		if claim.Claimant, err = client.ParseAddress(b.Defender); err != nil {
			return nil, nil, err
		}
	}
	f, err := claim.Facts()
	if err != nil {
		return nil, nil, err
	}
	s, err := replay.Run(ctx, f, files, cfg)
	return f, s, err
}

// way is how an outer state follows from what the chain knows.
type way struct {
	spec    spec.Spec
	chainID string
	base    *spec.ContentID
	// steps are what a board would say of each outer step.
	steps  []disputetypes.Board
	named  []commit.ID
	claims []jobtypes.OuterClaim
}

// readWay asks the chain how the outer state after a round is made.
func readWay(ctx context.Context, c *client.Client, job, round uint64) (*way, error) {
	j, err := c.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: job})
	if err != nil {
		return nil, err
	}
	if round > j.Job.Round {
		return nil, fmt.Errorf("%w: job %d has opened %d rounds; there is no outer state after round %d yet", ErrOuter, job, j.Job.Round, round)
	}
	res, err := c.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: job})
	if err != nil {
		return nil, err
	}
	w := &way{spec: res.Spec, chainID: c.ChainID()}
	get := func(n uint64) (jobtypes.Round, error) {
		r, err := c.Job().Round(ctx, &jobtypes.QueryRoundRequest{Job: job, Round: n})
		if err != nil {
			return jobtypes.Round{}, err
		}
		return r.Round, nil
	}
	listed := j.Job.Retractions
	if round < j.Job.Round {
		next, err := get(round + 1)
		if err != nil {
			return nil, err
		}
		listed = next.Retractions
		for _, v := range next.Bases {
			w.name(&v.Base)
		}
	}
	fold, err := jobtypes.FoldBefore(round+1, listed, get)
	if err != nil {
		return nil, err
	}
	if fold.Base == nil && w.spec.Init.Base != nil {
		return nil, fmt.Errorf("%w: the first parameters of job %d are those of a file of another layout, and no round has closed on them yet",
			ErrOuter, job)
	}
	if w.claims, err = claimsOf(ctx, c, job, round); err != nil {
		return nil, err
	}
	for i := range w.claims {
		if w.claims[i].Status == jobtypes.CLAIM_STATUS_LIVE {
			w.name(&w.claims[i].Id)
		}
	}
	return w, w.lay(ctx, c, job, round, &fold)
}

// name notes a state that others name.
func (w *way) name(wire *spec.ContentID) {
	if id, err := jobtypes.CommitID("outer", wire); err == nil && !slices.Contains(w.named, id) {
		w.named = append(w.named, id)
	}
}

// lay makes the steps of a fold.
func (w *way) lay(ctx context.Context, c *client.Client, job, round uint64, f *jobtypes.Fold) error {
	w.base = f.Base
	if f.Base == nil {
		w.steps = append(w.steps, disputetypes.Board{Kind: disputetypes.KIND_OUTER, Job: job, Round: round})
	}
	for _, r := range f.Rounds {
		b := disputetypes.Board{Kind: disputetypes.KIND_OUTER, Job: job, Round: round, Step: uint32(len(w.steps)), Folds: r.Round}
		var norms []commit.Norm
		for _, slot := range r.Slots {
			u, err := c.Job().Unit(ctx, &jobtypes.QueryUnitRequest{Job: job, Round: r.Round, Slot: slot})
			if err != nil {
				return err
			}
			norm, err := normOf(&u.Unit)
			if err != nil {
				return err
			}
			b.Deltas = append(b.Deltas, *u.Unit.Delta)
			norms = append(norms, norm)
		}
		b.Factors = program.Factors(norms)
		w.steps = append(w.steps, b)
	}
	return nil
}

// normOf is the norm of a unit's delta.
func normOf(u *jobtypes.Unit) (commit.Norm, error) {
	if u.Delta == nil || len(u.Norm) != 16 {
		return commit.Norm{}, fmt.Errorf("%w: the unit of slot %d in round %d has no delta", ErrOuter, u.Slot, u.Round)
	}
	return commit.Norm{Hi: binary.BigEndian.Uint64(u.Norm), Lo: binary.BigEndian.Uint64(u.Norm[8:])}, nil
}

func claimsOf(ctx context.Context, c *client.Client, job, round uint64) (all []jobtypes.OuterClaim, err error) {
	for x, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.OuterClaim, *client.PageResponse, error) {
		res, err := c.Job().OuterClaims(ctx, &jobtypes.QueryOuterClaimsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Claims, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}
