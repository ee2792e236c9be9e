// SPDX-License-Identifier: Apache-2.0

package watch_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const (
	auditorAddress = "weft139j3tpmvre8k4a87phs737qa37agmwyy26jk4e"
	slots          = 64
	commitEnd      = 200
	revealEnd      = 220
)

// court is a chain with one draw, of all units for one verifier. It keeps the
// rules of the messages: one commitment a draw, results that it binds, windows.
type court struct {
	testing.TB
	mu        sync.Mutex
	height    int64
	every     time.Duration // of a block
	key       ed25519.PrivateKey
	audit     disputetypes.Audit
	spec      *spec.Spec
	report    *disputetypes.AuditReport
	others    []disputetypes.AuditReport
	committed int64
	results   []disputetypes.AuditResult
	// closes is the last height of the commit window; early ends it with the
	// commitment, and said is what the chain says of it then.
	closes int64
	shown  int64 // when results were
	early  bool
	said   *disputetypes.EventAuditRevealing
	// before and after are called when a message comes in, and when it is taken.
	before, after func(what string) error
}

func newCourt(t *testing.T) *court {
	t.Helper()
	s := spectest.Tiny()
	s.ProgramDigest, s.Rounds.Slots, s.Rounds.Quorum = nil, slots, 2
	all := commit.NewBitmap(slots)
	for i := range slots {
		all.Set(i)
	}
	quiet := func(string) error { return nil }
	return &court{
		TB: t, spec: s, height: 100, closes: commitEnd, every: time.Millisecond, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)),
		audit: disputetypes.Audit{
			Job: 1, Round: 2, Draw: 1, Status: disputetypes.AUDIT_STATUS_COMMIT, Seed: bytes.Repeat([]byte{5}, 32), CommitEnd: commitEnd,
			RevealEnd: revealEnd, Total: math.NewInt(10), Units: all, Doubted: commit.NewBitmap(slots), Rate: disputetypes.Million,
		},
		before: quiet, after: quiet,
	}
}

func (c *court) ChainID() string { return "weft-court-1" }

func (c *court) Height() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.height
}

// Follow makes blocks until ctx ends.
func (c *court) Follow(ctx context.Context, _ int64, handle func(context.Context, client.Block) error, _ ...client.Filter) error {
	for ctx.Err() == nil {
		time.Sleep(c.every)
		c.mu.Lock()
		c.height++
		b := client.Block{Height: c.height}
		if c.said != nil {
			b.Events, c.said = []client.Event{{Height: c.height, Tx: client.EndBlock, Value: c.said}}, nil
		}
		c.mu.Unlock()
		if err := handle(ctx, b); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (c *court) Open(context.Context) ([]disputetypes.Audit, error) {
	return []disputetypes.Audit{c.audit}, nil
}

func (c *court) Audit(context.Context, uint64, uint64, string) (*disputetypes.QueryAuditResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	public, _ := c.key.Public().(ed25519.PublicKey)
	res := &disputetypes.QueryAuditResponse{Audit: c.audit, Point: &disputetypes.VerifierPoint{Key: public, Stake: math.NewInt(10)}, Report: c.report}
	if c.height > c.closes {
		if x := c.audit.Reaudit; x != nil {
			later := *x
			later.Status = disputetypes.AUDIT_STATUS_REVEAL
			res.Audit.Reaudit = &later
			return res, nil
		}
		res.Audit.Status = disputetypes.AUDIT_STATUS_REVEAL
	}
	return res, nil
}

func (c *court) Spec(context.Context, uint64) (*spec.Spec, error) { return c.spec, nil }

func (c *court) Units(context.Context, uint64, uint64) (units []jobtypes.Unit, err error) {
	for slot := range uint32(slots) {
		units = append(units, jobtypes.Unit{
			Job: 1, Round: 2, Slot: slot, Operator: "another", Status: jobtypes.UNIT_STATUS_INCLUDED, Steps: c.spec.Inner.Steps,
		})
	}
	return units, nil
}

func (c *court) Reports(context.Context, uint64, uint64) ([]disputetypes.AuditReport, error) {
	return c.others, nil
}

func (c *court) Bond(context.Context, *disputetypes.QueryBondRequest) (*disputetypes.QueryBondResponse, error) {
	res := &disputetypes.QueryBondResponse{}
	res.Bond.Denom, res.Bond.Amount = "uweft", math.NewInt(77)
	return res, nil
}

func (c *court) Commit(_ context.Context, msg *disputetypes.MsgCommitAudit) error {
	if err := c.before("commit"); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.height > c.closes {
		return disputetypes.ErrAuditWindow
	}
	if c.report != nil {
		return disputetypes.ErrCommitted
	}
	public, _ := c.key.Public().(ed25519.PublicKey)
	seed := c.audit.Seed
	if msg.Draw == disputetypes.ReauditDraw {
		seed = c.audit.Reaudit.Seed
	}
	_, err := disputetypes.VerifyAudit(public, msg.Proof, disputetypes.AuditAlpha(c.ChainID(), seed))
	require.NoError(c, err)
	c.report, c.committed = &disputetypes.AuditReport{Draw: msg.Draw, Commitment: msg.Commitment, CommitHeight: c.height}, c.height
	if c.early { // nobody else has to commit
		c.closes = c.height
		c.said = &disputetypes.EventAuditRevealing{
			Job: c.audit.Job, Round: c.audit.Round, Draw: msg.Draw, CommitEnd: c.closes, RevealEnd: c.closes + revealEnd - commitEnd,
		}
	}
	return c.after("commit")
}

func (c *court) Reveal(_ context.Context, msg *disputetypes.MsgRevealAudit) (*disputetypes.MsgRevealAuditResponse, error) {
	if err := c.before("reveal"); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	who, err := client.ParseAddress(msg.Verifier)
	require.NoError(c, err)
	if c.height <= c.closes { // nobody may see results while others can commit
		return nil, disputetypes.ErrAuditWindow
	}
	if c.results != nil {
		return nil, disputetypes.ErrCommitted
	}
	if want := disputetypes.AuditCommitment(c.ChainID(), who, msg); c.report == nil || !bytes.Equal(want[:], c.report.Commitment) {
		return nil, disputetypes.ErrNotCommitted
	}
	c.results, c.shown = msg.Results, c.height
	res := &disputetypes.MsgRevealAuditResponse{}
	res.Fee.Denom, res.Fee.Amount = "uweft", math.NewInt(int64(len(msg.Results)))
	return res, c.after("reveal")
}

// bench executes what it is told to; at is how many do so at once.
type bench struct {
	verdict  func(d *watch.Draw) (*watch.Verdict, error)
	at, most atomic.Int32
	made     atomic.Int32
	// waits is for what nobody serves, until ctx ends; nil for none.
	waits func(ctx context.Context, d *watch.Draw) error
}

func (b *bench) Close() {}

func (b *bench) Audit(ctx context.Context, d *watch.Draw, _ func(uint32, uint32)) (*watch.Verdict, error) {
	b.most.Store(max(b.most.Load(), b.at.Add(1)))
	defer b.at.Add(-1)
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(time.Millisecond):
	}
	if b.waits != nil {
		if err := b.waits(ctx, d); err != nil {
			return nil, err
		}
	}
	b.made.Add(1)
	return b.verdict(d)
}

func honest(d *watch.Draw) (*watch.Verdict, error) {
	return &watch.Verdict{Trace: commit.Sum([]byte(fmt.Sprint(d.Unit.Slot)))}, nil
}

// life runs a verifier until the court has its results, the window has passed,
// or it is killed.
func (c *court) life(dir string, b *bench, f watch.Findings, kill func(cancel context.CancelFunc)) (news []watch.News) {
	c.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Context()))
	defer cancel()
	var mu sync.Mutex
	v, err := watch.NewVerifier(watch.VerifierConfig{Key: c.key, Dir: dir, Audits: 3, Report: func(n watch.News) {
		mu.Lock()
		defer mu.Unlock()
		news = append(news, n)
		if n.Kind == watch.NewsRevealed || n.Kind == watch.NewsMissed {
			cancel()
		}
	}}, c, auditorAddress, func() watch.Executor { return b }, f)
	require.NoError(c, err)
	if kill != nil {
		kill(cancel)
	}
	require.ErrorIs(c, v.Run(ctx), context.Canceled)
	return news
}

func count(news []watch.News, kind watch.NewsKind) int {
	return len(slices.DeleteFunc(slices.Clone(news), func(n watch.News) bool { return n.Kind != kind }))
}

// One verifier keeps up with 64 slots: all are audited, a few at a time, bound
// long before the window ends, and shown after it.
func TestVerifierReports(t *testing.T) {
	t.Parallel()
	c, b := newCourt(t), &bench{verdict: honest}
	c.every = 10 * time.Millisecond
	dir := t.TempDir()
	news := c.life(dir, b, watch.Findings{}, nil)
	require.Equal(t, slots, count(news, watch.NewsDrawn))
	require.Equal(t, slots, count(news, watch.NewsAudited))
	require.Equal(t, 1, count(news, watch.NewsCommitted))
	require.Equal(t, "64", news[len(news)-1].Fee.String())
	require.Len(t, c.results, slots)
	require.LessOrEqual(t, b.most.Load(), int32(3))
	require.Less(t, c.committed, int64(commitEnd))
	for _, r := range c.results {
		require.Equal(t, disputetypes.VERDICT_MATCH, r.Verdict)
		require.Len(t, r.Receipt, commit.DigestSize)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left, "what is told is forgotten")
}

// An audit that waits for what nobody serves ends with its draw: its worker is
// wanted for the next one, and the others' results are told in time.
func TestVerifierGivesUpWaiting(t *testing.T) {
	t.Parallel()
	c, b := newCourt(t), &bench{verdict: honest}
	var ended atomic.Int64
	b.waits = func(ctx context.Context, d *watch.Draw) error {
		if d.Unit.Slot != 5 {
			return nil
		}
		<-ctx.Done()
		ended.CompareAndSwap(0, c.Height())
		return ctx.Err()
	}
	news := c.life(t.TempDir(), b, watch.Findings{}, nil)
	require.Equal(t, 1, count(news, watch.NewsRevealed))
	require.Len(t, c.results, slots-1)
	require.Positive(t, ended.Load())
	require.LessOrEqual(t, ended.Load(), int64(commitEnd))
}

var errCut = errors.New("the connection broke")

// Killed at any moment, also between the sending of a message and its answer, a
// verifier goes on where it was: it binds results once, and shows those.
func TestVerifierSurvives(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newCourt(t)
	c.every = 10 * time.Millisecond
	b := &bench{verdict: honest}
	var stop context.CancelFunc
	once := map[string]bool{}
	cut := func(when string) func(string) error {
		return func(what string) error {
			if once[when+what] {
				return nil
			}
			once[when+what] = true
			stop()
			return errCut
		}
	}
	c.before, c.after = cut("before"), cut("after")
	var news []watch.News
	for life := 0; c.Height() <= revealEnd && count(news, watch.NewsRevealed)+count(news, watch.NewsMissed) == 0; life++ {
		news = append(news, c.life(dir, b, watch.Findings{}, func(cancel context.CancelFunc) {
			stop = cancel
			if life < 3 { // while duties are executed
				time.AfterFunc(time.Duration(5+5*life)*time.Millisecond, cancel)
			}
		})...)
		if c.results != nil {
			break
		}
	}
	require.Len(t, c.results, slots)
	require.Equal(t, map[string]bool{"beforecommit": true, "aftercommit": true, "beforereveal": true, "afterreveal": true}, once)
	require.Equal(t, slots, count(news, watch.NewsDrawn), "duties are drawn once")
	require.LessOrEqual(t, b.made.Load(), int32(slots+9), "and what was executed is kept")
}

// What a verdict is on the chain: a mismatch carries its challenge, with the bond
// that is due when it is shown; what nobody serves is said to be unavailable when
// there is no time left; a state that is not finite is shown at once.
func TestVerifierVerdicts(t *testing.T) {
	t.Parallel()
	c := newCourt(t)
	b := &bench{verdict: func(d *watch.Draw) (*watch.Verdict, error) {
		switch d.Unit.Slot {
		case 3:
			return &watch.Verdict{Finding: &watch.Finding{Unit: d.Unit, Step: 4}}, nil
		case 5:
			return nil, fmt.Errorf("%w: a state", blob.ErrUnavailable)
		case 7:
			return &watch.Verdict{Finding: &watch.Finding{Unit: d.Unit, NonFinite: true}}, nil
		case 9:
			return nil, errCut
		}
		return honest(d)
	}}
	var exposed atomic.Int32
	news := c.life(t.TempDir(), b, watch.Findings{
		Expose: func(_ context.Context, found *watch.Finding) error {
			exposed.Add(1)
			return nil
		},
		Challenge: func(_ context.Context, found *watch.Finding) (*disputetypes.MsgChallenge, error) {
			msg := &disputetypes.MsgChallenge{Step: found.Step, Leaf: bytes.Repeat([]byte{1}, 32)}
			msg.Bond.Denom, msg.Bond.Amount = "uweft", math.NewInt(50)
			return msg, nil
		},
	}, nil)
	require.Equal(t, 1, count(news, watch.NewsRevealed))
	require.Equal(t, int32(1), exposed.Load())
	require.Len(t, c.results, slots-2)
	for _, r := range c.results {
		switch r.Slot {
		case 3:
			require.Equal(t, disputetypes.VERDICT_MISMATCH, r.Verdict)
			require.Equal(t, uint32(4), r.Mismatch.Step)
			require.Equal(t, "77uweft", r.Mismatch.Bond.String())
		case 5:
			require.Equal(t, disputetypes.VERDICT_UNAVAILABLE, r.Verdict)
			require.Empty(t, r.Receipt)
		default:
			require.Equal(t, disputetypes.VERDICT_MATCH, r.Verdict)
			require.NotContains(t, []uint32{7, 9}, r.Slot)
		}
	}
}

// A commitment of another folder's is never followed by one of this one's, and a
// damaged book is not overwritten.
func TestVerifierDoesNotCommitTwice(t *testing.T) {
	t.Parallel()
	c := newCourt(t)
	c.before = func(string) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.report = &disputetypes.AuditReport{Draw: 1, Commitment: bytes.Repeat([]byte{9}, 32)}
		return nil
	}
	news := c.life(t.TempDir(), &bench{verdict: honest}, watch.Findings{}, nil)
	require.Zero(t, count(news, watch.NewsCommitted))
	require.Equal(t, 1, count(news, watch.NewsMissed))
	require.Nil(t, c.results)

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "audit-1-2-1.json"), []byte("{"), 0o600))
	_, err := watch.NewVerifier(watch.VerifierConfig{Key: c.key, Dir: dir}, c, auditorAddress, nil, watch.Findings{})
	require.ErrorIs(t, err, watch.ErrConfig)
	_, err = watch.NewVerifier(watch.VerifierConfig{Dir: t.TempDir()}, c, auditorAddress, nil, watch.Findings{})
	require.ErrorIs(t, err, watch.ErrConfig)
}
