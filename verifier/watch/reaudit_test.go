// SPDX-License-Identifier: Apache-2.0

package watch_test

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// reporter made the reports that are looked at again.
const reporter = "weft1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn0zlgt9"

// sitting is a court in which a re-audit is open: another verifier has reported a
// match of every unit, in one draw, with the receipts of what bench executes, but
// for some slots.
func sitting(t *testing.T, lied ...uint32) *court {
	t.Helper()
	c := newCourt(t)
	c.every = 10 * time.Millisecond
	a := &c.audit
	a.Status, a.Seeds = disputetypes.AUDIT_STATUS_OVER, [][]byte{a.Seed}
	a.Reaudit = &disputetypes.Reaudit{
		Status: disputetypes.AUDIT_STATUS_COMMIT, Seed: bytes.Repeat([]byte{6}, 32), CommitEnd: commitEnd, RevealEnd: revealEnd,
		Total: math.NewInt(10), Rate: disputetypes.Million, Pool: math.ZeroInt(), Spent: math.ZeroInt(),
	}
	who, err := client.ParseAddress(reporter)
	require.NoError(t, err)
	r := disputetypes.AuditReport{Draw: 1, Verifier: reporter}
	for slot := range uint32(slots) {
		d := disputetypes.AuditDuty{Slot: slot, First: 2, Last: 5, Traced: 3}
		trace := commit.Sum([]byte(fmt.Sprint(slot)))
		for _, x := range lied {
			if x == slot {
				trace = commit.Sum([]byte("made up"))
			}
		}
		receipt := disputetypes.Receipt(c.ChainID(), who, a.Seed, d, trace)
		r.Duties = append(r.Duties, d)
		r.Results = append(r.Results, disputetypes.AuditResult{Slot: slot, Verdict: disputetypes.VERDICT_MATCH, Receipt: receipt[:]})
	}
	own := disputetypes.AuditReport{Draw: 1, Verifier: auditorAddress, Duties: r.Duties, Results: r.Results}
	c.others = []disputetypes.AuditReport{own, r}
	return c
}

// A second look confirms a report by the root that its receipt binds, and
// disputes one that it does not come to. What is wrong with a unit is challenged
// at once, whether or not the report is false because of it.
func TestVerifierLooksAgain(t *testing.T) {
	t.Parallel()
	c := sitting(t, 3)
	finding := func(d *watch.Draw, step uint32) *watch.Finding { return &watch.Finding{Unit: d.Unit, Step: step} }
	b := &bench{verdict: func(d *watch.Draw) (*watch.Verdict, error) {
		require.Empty(t, d.Blocks)
		require.Equal(t, uint32(3), d.Traced)
		switch d.Unit.Slot {
		case 5:
			return &watch.Verdict{Finding: finding(d, 4)}, nil // in the segment, not the traced step
		case 7:
			return &watch.Verdict{Finding: finding(d, 1)}, nil // before it
		case 9:
			return nil, fmt.Errorf("%w: a state", blob.ErrUnavailable)
		case 11:
			return &watch.Verdict{Finding: &watch.Finding{Unit: d.Unit, NonFinite: true}}, nil
		}
		v, err := honest(d)
		v.Traced = &watch.Finding{Unit: d.Unit, Step: d.Traced, Claim: game.Claim{Trace: v.Trace}}
		return v, err
	}}
	var exposed, accused atomic.Int32
	news := c.life(t.TempDir(), b, watch.Findings{
		Expose: func(context.Context, *watch.Finding) error {
			exposed.Add(1)
			return nil
		},
		Accuse: func(context.Context, *watch.Finding) error {
			accused.Add(1)
			return disputetypes.ErrChallenged // by a life before this one
		},
		Challenge: func(_ context.Context, found *watch.Finding) (*disputetypes.MsgChallenge, error) {
			msg := &disputetypes.MsgChallenge{Step: found.Step, Leaf: bytes.Repeat([]byte{1}, 32)}
			msg.Bond.Denom, msg.Bond.Amount = "uweft", math.NewInt(50)
			return msg, nil
		},
	}, nil)
	require.Equal(t, 1, count(news, watch.NewsRevealed))
	require.Equal(t, slots, count(news, watch.NewsDrawn), "and none of its own reports")
	require.Equal(t, int32(1), exposed.Load())
	require.Equal(t, int32(2), accused.Load())
	require.Len(t, c.results, slots-1)
	for _, r := range c.results {
		require.Equal(t, reporter, r.Of)
		require.Equal(t, uint32(1), r.OfDraw)
		require.Empty(t, r.Receipt)
		trace := commit.Sum([]byte(fmt.Sprint(r.Slot)))
		switch r.Slot {
		case 3:
			require.Equal(t, disputetypes.VERDICT_MISMATCH, r.Verdict)
			require.Equal(t, uint32(3), r.Mismatch.Step)
			require.Equal(t, "77uweft", r.Mismatch.Bond.String())
			require.Equal(t, trace[:], r.Trace)
		case 5:
			require.Equal(t, disputetypes.VERDICT_MISMATCH, r.Verdict)
			require.Equal(t, uint32(4), r.Mismatch.Step)
			require.Empty(t, r.Trace)
		case 7, 9:
			require.Equal(t, disputetypes.VERDICT_UNAVAILABLE, r.Verdict)
			require.Empty(t, r.Trace)
		default:
			require.Equal(t, disputetypes.VERDICT_MATCH, r.Verdict)
			require.Equal(t, trace[:], r.Trace)
		}
	}
}

// When everybody has committed, second looks are shown at once, long before the
// windows as planned.
func TestSecondLooksEndEarly(t *testing.T) {
	t.Parallel()
	c := sitting(t)
	c.early = true
	news := c.life(t.TempDir(), &bench{verdict: honest}, watch.Findings{}, nil)
	require.Equal(t, 1, count(news, watch.NewsRevealed))
	require.Zero(t, count(news, watch.NewsMissed))
	require.Len(t, c.results, slots)
	require.Less(t, c.shown, int64(commitEnd))
}

// Second looks survive what audits survive: they are bound once, and shown.
func TestSecondLooksSurvive(t *testing.T) {
	t.Parallel()
	c, dir := sitting(t), t.TempDir()
	b := &bench{verdict: honest}
	var stop context.CancelFunc
	cuts := 0
	c.after = func(string) error {
		if cuts++; cuts > 1 {
			return nil
		}
		stop()
		return errCut
	}
	for range 4 {
		c.life(dir, b, watch.Findings{}, func(cancel context.CancelFunc) { stop = cancel })
		if c.results != nil {
			break
		}
	}
	require.Len(t, c.results, slots)
	require.Equal(t, int32(slots), b.made.Load(), "what was executed is kept")
}
