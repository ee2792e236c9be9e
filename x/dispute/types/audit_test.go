// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

const chainID = "weft-test-1"

// drawOf is a draw over n slots, all with the same rate.
func drawOf(n int, rate uint32) *types.Audit {
	seed := types.AuditSeed([]byte("beacon"), 1, 2, 1)
	a := &types.Audit{
		Job: 1, Round: 2, Draw: 1, Seed: seed[:], Total: math.NewInt(1000), Rate: rate, DoubtedRate: 3 * rate,
		Units: commit.NewBitmap(n), Doubted: commit.NewBitmap(n),
	}
	for i := range n {
		commit.Bitmap(a.Units).Set(i)
	}
	return a
}

func unitsOf(n int) []jobtypes.Unit {
	units := make([]jobtypes.Unit, n)
	for i := range units {
		units[i] = jobtypes.Unit{Job: 1, Round: 2, Slot: uint32(i), Operator: fmt.Sprint("trainer ", i%7), Steps: 8, Status: jobtypes.UNIT_STATUS_INCLUDED}
	}
	return units
}

func keyOf(name string) ed25519.PrivateKey {
	d := commit.Sum([]byte(name))
	return ed25519.NewKeyFromSeed(d[:])
}

// Spec A1: the duties of a verifier follow from its VRF, are as many as its part
// of the stake says, and are never units of its own operator.
func TestDuties(t *testing.T) {
	const slots = 1000
	x := types.AuditOf{ChainID: chainID, Spec: spectest.Tiny(), Audit: drawOf(slots, 1_000_000), Verifier: "trainer 3", Stake: math.NewInt(250)}
	units := unitsOf(slots)
	_, output := types.ProveAudit(keyOf("a"), x.Alpha())
	duties, err := x.Duties(output, units)
	require.NoError(t, err)
	require.InDelta(t, slots/4*6/7, len(duties), 60)
	drawn := map[uint32]types.Duty{}
	for _, d := range duties {
		require.NotEqual(t, uint32(3), d.Slot%7, "a unit of its own")
		require.LessOrEqual(t, d.Segment.First, d.Traced)
		require.LessOrEqual(t, d.Traced, d.Segment.Last)
		drawn[d.Slot] = d
	}
	for i := range units {
		hit, err := x.Drawn(output, uint32(i))
		require.NoError(t, err)
		d, duty, err := x.Segment(output, &units[i])
		require.NoError(t, err)
		require.Equal(t, hit && i%7 != 3, duty)
		if want, is := drawn[uint32(i)]; is {
			require.Equal(t, types.AuditDuty{Slot: want.Slot, First: want.Segment.First, Last: want.Segment.Last, Traced: want.Traced}, d)
		}
	}
	x.Audit = drawOf(slots, 1_000_000)
	x.Audit.Doubted, x.Audit.Units = x.Audit.Units, x.Audit.Doubted
	more, err := x.Duties(output, units)
	require.NoError(t, err)
	require.Greater(t, len(more), 2*len(duties), "doubted units are drawn more often")
	x.Audit = drawOf(slots/2, 1_000_000)
	fewer, err := x.Duties(output, units)
	require.NoError(t, err)
	for _, d := range fewer {
		require.Less(t, d.Slot, uint32(slots/2), "a unit that is not in the draw")
	}
	units[duties[0].Slot].Status = jobtypes.UNIT_STATUS_VOID
	x.Audit = drawOf(slots, 1_000_000)
	left, err := x.Duties(output, units)
	require.NoError(t, err)
	require.Len(t, left, len(duties), "a unit withdrawn meanwhile stays a duty: reports say what was drawn")
	x.Stake = math.ZeroInt()
	none, err := x.Duties(output, units)
	require.NoError(t, err)
	require.Empty(t, none)
}

// A diverged unit has no step H+1, and none is drawn of it.
func TestDutiesOfDivergedUnits(t *testing.T) {
	x := types.AuditOf{ChainID: chainID, Spec: spectest.Tiny(), Audit: drawOf(200, 1_000_000), Verifier: "v", Stake: math.NewInt(1000)}
	units := unitsOf(200)
	for i := range units {
		units[i].Diverged, units[i].Steps = true, 5
	}
	last := uint32(0)
	for i := range units {
		d, hit, err := x.Segment([]byte("output"), &units[i])
		require.NoError(t, err)
		require.True(t, hit)
		last = max(last, d.Last)
	}
	require.Equal(t, uint32(5), last)
}

// RFC 9381: whoever lacks the key cannot make a proof, and whoever has it can
// make only one output.
func TestVRF(t *testing.T) {
	alpha := types.AuditAlpha(chainID, []byte("seed"))
	key := keyOf("a")
	public := []byte(key.Public().(ed25519.PublicKey))
	proof, output := types.ProveAudit(key, alpha)
	got, err := types.VerifyAudit(public, proof, alpha)
	require.NoError(t, err)
	require.Equal(t, output, got)
	for i := range proof {
		wrong := bytes.Clone(proof)
		wrong[i] ^= 1
		_, err := types.VerifyAudit(public, wrong, alpha)
		require.ErrorIs(t, err, types.ErrInvalidVRF)
	}
	_, err = types.VerifyAudit(public, proof, types.AuditAlpha("weft-2", []byte("seed")))
	require.ErrorIs(t, err, types.ErrInvalidVRF, "a proof of another chain")
	_, err = types.VerifyAudit(keyOf("b").Public().(ed25519.PublicKey), proof, alpha)
	require.ErrorIs(t, err, types.ErrInvalidVRF)
	_, err = types.VerifyAudit(public, proof[:79], alpha)
	require.ErrorIs(t, err, types.ErrInvalidVRF)
	none, _ := types.ProveAudit(nil, alpha)
	require.Nil(t, none)
}

// A commitment binds who, what and every result; a receipt is of no use to
// anybody but its maker.
func TestCommitmentBindsResults(t *testing.T) {
	base := func() *types.MsgRevealAudit {
		return &types.MsgRevealAudit{
			Verifier: "weft1v", Job: 1, Round: 2, Draw: 1, Salt: bytes.Repeat([]byte{1}, 16),
			Results: []types.AuditResult{
				{Slot: 3, Verdict: types.VERDICT_MATCH, Receipt: bytes.Repeat([]byte{2}, 32)},
				{Slot: 4, Verdict: types.VERDICT_MISMATCH, Receipt: bytes.Repeat([]byte{3}, 32), Mismatch: &types.Mismatch{Step: 5, Out: []byte{1, 2, 3, 4}}},
				{Slot: 5, Verdict: types.VERDICT_UNAVAILABLE},
			},
		}
	}
	who := []byte("verifier")
	want := types.AuditCommitment(chainID, who, base())
	changes := map[string]func(*types.MsgRevealAudit){
		"job": func(m *types.MsgRevealAudit) { m.Job++ }, "round": func(m *types.MsgRevealAudit) { m.Round++ },
		"draw": func(m *types.MsgRevealAudit) { m.Draw++ }, "salt": func(m *types.MsgRevealAudit) { m.Salt[0]++ },
		"slot": func(m *types.MsgRevealAudit) { m.Results[0].Slot++ }, "receipt": func(m *types.MsgRevealAudit) { m.Results[0].Receipt[0]++ },
		"verdict": func(m *types.MsgRevealAudit) { m.Results[0].Verdict = types.VERDICT_MISMATCH },
		"step":    func(m *types.MsgRevealAudit) { m.Results[1].Mismatch.Step++ },
		"out":     func(m *types.MsgRevealAudit) { m.Results[1].Mismatch.Out[0]++ },
		"state":   func(m *types.MsgRevealAudit) { m.Results[1].Mismatch.State.Size_++ },
		"fewer":   func(m *types.MsgRevealAudit) { m.Results = m.Results[:2] },
	}
	for name, change := range changes {
		m := base()
		change(m)
		require.NotEqual(t, want, types.AuditCommitment(chainID, who, m), name)
	}
	require.NotEqual(t, want, types.AuditCommitment("weft-2", who, base()))
	require.NotEqual(t, want, types.AuditCommitment(chainID, []byte("another"), base()))
	m := base()
	m.Results[1].Mismatch.Path = []byte("path")
	m.Results[1].Mismatch.Bond.Amount = math.NewInt(7)
	require.Equal(t, want, types.AuditCommitment(chainID, who, m), "paths and bond may be made up later")

	duty, root := types.AuditDuty{Slot: 1, First: 1, Last: 4, Traced: 2}, commit.Sum([]byte("trace"))
	receipt := types.Receipt(chainID, who, []byte("seed"), duty, root)
	other := duty
	other.Traced++
	for name, not := range map[string]commit.Digest{
		"verifier": types.Receipt(chainID, []byte("another"), []byte("seed"), duty, root),
		"draw":     types.Receipt(chainID, who, []byte("another"), duty, root),
		"chain":    types.Receipt("weft-2", who, []byte("seed"), duty, root),
		"step":     types.Receipt(chainID, who, []byte("seed"), other, root),
		"trace":    types.Receipt(chainID, who, []byte("seed"), duty, commit.Sum([]byte("another"))),
	} {
		require.NotEqual(t, receipt, not, name)
	}
}

// A receipt is the one of its verifier, draw and duty alone: not a friend's.
func TestReceiptIsBound(t *testing.T) {
	t.Parallel()
	seed, root := commit.Sum([]byte("seed")), commit.Sum([]byte("trace"))
	duty := types.AuditDuty{Slot: 1, First: 2, Last: 5, Traced: 3}
	hash := types.Receipt("weft-1", []byte("verifier"), seed[:], duty, root)
	bound := types.BoundReceipt{Draw: 1, Seed: seed[:], Duty: duty, Hash: hash[:]}
	require.True(t, bound.Proves("weft-1", []byte("verifier"), root))
	require.False(t, bound.Proves("weft-1", []byte("a friend"), root))
	require.False(t, bound.Proves("weft-2", []byte("verifier"), root))
	require.False(t, bound.Proves("weft-1", []byte("verifier"), seed))
	for _, change := range []func(b *types.BoundReceipt){
		func(b *types.BoundReceipt) { b.Seed = root[:] },
		func(b *types.BoundReceipt) { b.Duty.Slot++ },
		func(b *types.BoundReceipt) { b.Duty.First++ },
		func(b *types.BoundReceipt) { b.Duty.Last++ },
		func(b *types.BoundReceipt) { b.Duty.Traced++ },
	} {
		other := bound
		change(&other)
		require.False(t, other.Proves("weft-1", []byte("verifier"), root))
	}
}

// Spec M4: what is new or was challenged is looked at more often; a raised rate
// is one audit of a unit at most, and never below the base rate.
func TestRaise(t *testing.T) {
	for round, want := range map[uint64]uint8{4: 2, 5: 2, 6: 1, 7: 0, 1000: 0} {
		require.Equal(t, want, types.Raise(round, 5, 0), "holder since round 5, in round %d", round)
	}
	for round, want := range map[uint64]uint8{9: 0, 10: 4, 11: 2, 12: 1, 13: 0} {
		require.Equal(t, want, types.Raise(round, 1, 9), "challenged in round 9, in round %d", round)
	}
	require.Equal(t, uint8(4), types.Raise(10, 10, 9), "the larger of both")

	a := drawOf(16, 200_000)
	a.Raised = []byte{0, 1, 4}
	for slot, want := range []uint32{200_000, 400_000, 1_000_000, 200_000} {
		require.Equal(t, want, a.RateOf(uint32(slot)))
	}
	a.Rate = 300_000
	require.Equal(t, uint32(1_000_000), a.RateOf(2), "one audit of a unit at most")
	a.Rate = 3_000_000
	require.Equal(t, uint32(3_000_000), a.RateOf(2), "if the rate is not more already")
	a.Units[0] &^= 4
	require.Zero(t, a.RateOf(2), "a unit that is not in the draw")
	commit.Bitmap(a.Doubted).Set(2)
	require.Equal(t, a.DoubtedRate, a.RateOf(2))
}
