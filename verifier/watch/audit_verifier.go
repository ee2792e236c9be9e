// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"cosmossdk.io/math"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// VerifierConfig is how a verifier works.
type VerifierConfig struct {
	// Key is the operator's VRF key, whose public half its record on the chain
	// names.
	Key ed25519.PrivateKey
	// Dir keeps what must outlive the process. One process works in it.
	Dir string
	// Audits is how many are executed at a time; 0 is 1.
	Audits int
	// Report learns of the work, from several goroutines; nil for nobody.
	Report func(News)
	// Executor makes what executes duties in place of an Auditor, for one worker:
	// for those who test what happens to cheats. Nil for everybody else.
	Executor func() Executor
}

// NewsKind says what happened.
type NewsKind string

// The news of a verifier.
const (
	NewsDrawn     NewsKind = "drawn"     // a duty of a new draw
	NewsStep      NewsKind = "step"      // a step of a duty was executed, and is right
	NewsAudited   NewsKind = "audited"   // a duty was executed
	NewsCommitted NewsKind = "committed" // the results of a draw are bound, or that there are none
	NewsRevealed  NewsKind = "revealed"  // and shown, and paid
	NewsMissed    NewsKind = "missed"    // a window passed without them
)

// News is what a verifier tells of its work.
type News struct {
	Kind       NewsKind
	Job, Round uint64
	Draw       uint32
	// Slot and Verdict are those of a duty that was drawn or executed; Steps is
	// what the audit executed. Step is the one that is right, Last the last one of
	// the segment.
	Slot       uint32
	Verdict    disputetypes.Verdict
	Steps      int
	Step, Last uint32
	// Fee is what a reveal paid, in uweft, and Games what its mismatches opened.
	Fee   math.Int
	Games []uint64
}

// Verifier audits what it draws (A1 to A3): it shows what it drew in every draw,
// executes it, binds the results in the commit window and shows them in the
// reveal window. The chain plays a mismatch as a challenge; Party.Run plays the
// game. In the same way it looks again at what others reported of a match. What a restart would lose is in a book on disk, so that a draw is never
// committed to twice.
type Verifier struct {
	cfg     VerifierConfig
	chain   auditChain
	log     *slog.Logger
	me      string
	address []byte
	book    *book
	// newAuditor makes what executes duties, for one worker.
	newAuditor func() Executor
	expose     func(ctx context.Context, found *Finding) error
	challenge  func(ctx context.Context, found *Finding) (*disputetypes.MsgChallenge, error)
	// accuse challenges a unit at once: what a second look finds wrong with it.
	accuse func(ctx context.Context, found *Finding) error

	mu      sync.Mutex
	busy    map[task]int64 // duties in work, or to be tried again from a height on
	running map[task]context.CancelFunc
	news    chan struct{} // a duty may be due
}

// Executor executes duties: an Auditor.
type Executor interface {
	Audit(ctx context.Context, d *Draw, tell func(step, last uint32)) (*Verdict, error)
	Close()
}

// Verifier makes a verifier of the party's operator.
func (p *Party) Verifier(cfg VerifierConfig) (*Verifier, error) {
	me, err := p.operator()
	if err != nil {
		return nil, err
	}
	v, err := newVerifier(cfg, node{p.cfg.Client}, me)
	if err != nil {
		return nil, err
	}
	v.log = p.cfg.Log
	if v.newAuditor = cfg.Executor; v.newAuditor == nil {
		v.newAuditor = func() Executor { return p.Auditor() }
	}
	v.expose = func(ctx context.Context, found *Finding) error {
		_, err := p.Expose(ctx, found)
		return err
	}
	v.challenge = p.message
	v.accuse = func(ctx context.Context, found *Finding) error {
		_, err := p.Challenge(ctx, found)
		return err
	}
	return v, nil
}

func newVerifier(cfg VerifierConfig, chain auditChain, me string) (*Verifier, error) {
	if len(cfg.Key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: a VRF key of %d bytes, want %d", ErrConfig, len(cfg.Key), ed25519.PrivateKeySize)
	}
	address, err := client.ParseAddress(me)
	if err != nil {
		return nil, err
	}
	b, err := openBook(cfg.Dir)
	if err != nil {
		return nil, err
	}
	cfg.Audits = max(1, cfg.Audits)
	if cfg.Report == nil {
		cfg.Report = func(News) {}
	}
	return &Verifier{
		cfg: cfg, chain: chain, log: slog.New(slog.DiscardHandler), me: me, address: address, book: b,
		busy: map[task]int64{}, running: map[task]context.CancelFunc{}, news: make(chan struct{}, cfg.Audits),
	}, nil
}

// Run works until ctx ends. Party.Run plays the games that mismatches open.
func (v *Verifier) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for range v.cfg.Audits {
		group.Go(func() error { return v.work(ctx) })
	}
	group.Go(func() error { return v.follow(ctx) })
	return group.Wait()
}

// follow hears of draws, and tells what is due at each height.
func (v *Verifier) follow(ctx context.Context) error {
	from := v.chain.Height()
	open, err := v.chain.Open(ctx)
	if err != nil {
		return err
	}
	due := map[drawKey]bool{}
	for i := range open {
		w := latest(&open[i])
		k := drawKey{open[i].Job, open[i].Round, w.number}
		due[k] = true
		if err := v.window(k, w.commitEnd, w.revealEnd); err != nil {
			return err
		}
	}
	v.advance(ctx, from, due)
	return v.chain.Follow(ctx, from+1, func(ctx context.Context, b client.Block) error {
		for _, e := range b.Events {
			switch x := e.Value.(type) {
			case *disputetypes.EventAuditOpened:
				due[drawKey{x.Job, x.Round, x.Draw}] = true
			case *disputetypes.EventAuditRevealing:
				if err := v.window(drawKey{x.Job, x.Round, x.Draw}, x.CommitEnd, x.RevealEnd); err != nil {
					return err
				}
			}
		}
		if b.Height >= v.chain.Height() { // news first
			v.advance(ctx, b.Height, due)
		}
		return ctx.Err()
	})
}

// window learns of the windows of a draw: they end early when everybody has used
// them.
func (v *Verifier) window(k drawKey, commitEnd, revealEnd int64) error {
	if commitEnd == 0 || !v.book.has(k) {
		return nil
	}
	return v.book.update(k, func(r *report) { r.CommitEnd, r.RevealEnd = commitEnd, revealEnd })
}

// advance does what a height asks for. What goes wrong is tried again with the
// next block.
func (v *Verifier) advance(ctx context.Context, height int64, due map[drawKey]bool) {
	for k := range due {
		err := v.look(ctx, k, height)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			v.log.Error("a draw cannot be looked at; trying again with the next block", "job", k.Job, "round", k.Round, "err", err)
		default:
			delete(due, k)
		}
	}
	for _, r := range v.book.list() {
		if err := v.tell(ctx, &r, height); err != nil && ctx.Err() == nil {
			v.log.Error("an audit report cannot be sent; trying again with the next block", "job", r.Job, "round", r.Round, "err", err)
		}
	}
	v.wake()
}

// look begins the report of a draw.
func (v *Verifier) look(ctx context.Context, k drawKey, height int64) error {
	if v.book.has(k) {
		return nil
	}
	res, err := v.chain.Audit(ctx, k.Job, k.Round, v.me)
	if err != nil {
		return err
	}
	a := latest(&res.Audit)
	switch {
	case a.number != k.Draw || a.status != disputetypes.AUDIT_STATUS_COMMIT || res.Point == nil:
		return nil // it waits for its beacon, is over, or goes without this verifier
	case res.Report != nil:
		v.log.Error("this draw was reported on from another folder; its results cannot be shown from here", "job", k.Job, "round", k.Round)
		return nil
	case !bytes.Equal(res.Point.Key, v.cfg.Key[ed25519.PrivateKeySize-ed25519.PublicKeySize:]):
		v.log.Error("the operator's VRF key was another one when this draw was fixed", "job", k.Job, "round", k.Round, "key", fmt.Sprintf("%x", res.Point.Key))
		return nil
	}
	r := &report{drawKey: k, Seed: a.seed, Seen: height, CommitEnd: a.commitEnd, RevealEnd: a.revealEnd}
	draw := v.draw
	if k.Draw == disputetypes.ReauditDraw {
		draw = v.drawAgain
	}
	if err := draw(ctx, r, res); err != nil {
		return err
	}
	if err := v.book.add(r); err != nil {
		return err
	}
	for i := range r.Duties {
		v.cfg.Report(News{Kind: NewsDrawn, Job: k.Job, Round: k.Round, Draw: k.Draw, Slot: r.Duties[i].Slot})
	}
	return nil
}

// draw asks the VRF.
func (v *Verifier) draw(ctx context.Context, r *report, res *disputetypes.QueryAuditResponse) error {
	s, err := v.chain.Spec(ctx, r.Job)
	if err != nil {
		return err
	}
	units, err := v.chain.Units(ctx, r.Job, r.Round)
	if err != nil {
		return err
	}
	x := disputetypes.AuditOf{ChainID: v.chain.ChainID(), Spec: s, Audit: &res.Audit, Verifier: v.me, Stake: res.Point.Stake}
	proof, output := disputetypes.ProveAudit(v.cfg.Key, x.Alpha())
	if output == nil {
		return fmt.Errorf("%w: the VRF key gives no proof", ErrConfig)
	}
	duties, err := x.Duties(output, units)
	if err != nil {
		return err
	}
	r.Proof, r.Keep = proof, keepUntil(s, r)
	for _, d := range duties {
		r.Duties = append(r.Duties, duty{
			Slot: d.Slot, First: d.Segment.First, Last: d.Segment.Last, Traced: d.Traced, Blocks: d.Blocks,
		})
	}
	return nil
}

// tell sends what of a report is due.
func (v *Verifier) tell(ctx context.Context, r *report, height int64) error {
	switch {
	case height >= r.RevealEnd && r.Committed && len(r.Duties) == 0:
		return v.book.drop(r.drawKey) // nothing was to be shown, and its window has ended at once
	case height >= r.RevealEnd, height >= r.CommitEnd && !r.Committed && !v.committed(ctx, r):
		v.cfg.Report(News{Kind: NewsMissed, Job: r.Job, Round: r.Round, Draw: r.Draw})
		v.end(r.drawKey)
		return v.book.drop(r.drawKey)
	case height > r.CommitEnd: // the chain tries a transaction at the height it has
		return v.reveal(ctx, r)
	case height == r.CommitEnd:
		return nil
	case !r.Committed && (r.done() || height >= r.CommitEnd-r.spare()):
		return v.commit(ctx, r)
	}
	return nil
}

// spare is how long before its end a window is used at the latest: a tenth of it,
// but a few blocks at least.
func (r *report) spare() int64 {
	const least, part = 2, 10
	return max(least, (r.CommitEnd-r.Seen)/part)
}

// committed asks the chain whether it has the commitment, whose sending was
// interrupted.
func (v *Verifier) committed(ctx context.Context, r *report) bool {
	if !r.Bound {
		return false
	}
	res, err := v.chain.Audit(ctx, r.Job, r.Round, v.me)
	if err != nil || latest(&res.Audit).number != r.Draw || res.Report == nil {
		return false
	}
	want, err := v.commitment(r)
	if err != nil || !bytes.Equal(want, res.Report.Commitment) {
		return false
	}
	r.Committed = true
	return v.book.update(r.drawKey, func(r *report) { r.Committed = true }) == nil
}

// errForeign is a commitment that is not this book's.
var errForeign = errors.New("the chain has another commitment of this operator")

// commitment is what binds the results of a report; none if there are none.
func (v *Verifier) commitment(r *report) ([]byte, error) {
	if len(r.Reveal) == 0 {
		return nil, nil
	}
	msg := &disputetypes.MsgRevealAudit{}
	if err := msg.Unmarshal(r.Reveal); err != nil {
		return nil, err
	}
	d := disputetypes.AuditCommitment(v.chain.ChainID(), v.address, msg)
	return d[:commit.DigestSize], nil
}
