// SPDX-License-Identifier: Apache-2.0

package sample_test

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
)

func chance(num, den int64) sample.Chance {
	return sample.Chance{Num: big.NewInt(num), Den: big.NewInt(den)}
}

func TestSegmentsCoverEachStepOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := sample.Unit{
			Steps:  rapid.Uint32Range(1, 1024).Draw(t, "H"),
			Anchor: rapid.Uint32Range(1, 1100).Draw(t, "J"),

			Diverged: rapid.Bool().Draw(t, "diverged"),
		}
		next := uint32(0)
		for k := range u.Segments() {
			s := u.Segment(k)
			require.Equal(t, next, s.First)
			require.LessOrEqual(t, s.Len(), max(u.Anchor, 1))
			if inner := k > 0 && s.First <= u.Steps; inner {
				require.Zero(t, (s.First-1)%u.Anchor, "starts at an anchor")
			}
			next = s.Last + 1
		}
		if u.Diverged {
			require.Equal(t, u.Steps+1, next, "no step H+1")
		} else {
			require.Equal(t, u.Steps+2, next)
		}
	})
}

func TestDrawIsPure(t *testing.T) {
	vrf := bytes.Repeat([]byte{9}, 64)
	u := sample.Unit{Slot: 3, Steps: 64, Anchor: 8, Blocks: 100000}
	a, hit, err := sample.Draw(vrf, u, chance(1, 1))
	require.NoError(t, err)
	require.True(t, hit)
	b, _, err := sample.Draw(vrf, u, chance(1, 1))
	require.NoError(t, err)
	require.Equal(t, a, b)

	u.Slot++
	c, _, err := sample.Draw(vrf, u, chance(1, 1))
	require.NoError(t, err)
	require.NotEqual(t, a.Blocks, c.Blocks)
	vrf[0]++
	u.Slot--
	d, _, err := sample.Draw(vrf, u, chance(1, 1))
	require.NoError(t, err)
	require.NotEqual(t, a.Blocks, d.Blocks)
}

func TestDrawBlocks(t *testing.T) {
	for _, n := range []uint64{0, 1, 255, 256, 257, 1 << 40} {
		p, hit, err := sample.Draw([]byte("v"), sample.Unit{Steps: 1, Anchor: 1, Blocks: n}, chance(1, 1))
		require.NoError(t, err)
		require.True(t, hit)
		require.Len(t, p.Blocks, int(min(n, sample.AuditBlocks)))
		require.True(t, slices.IsSorted(p.Blocks))
		require.Len(t, slices.Compact(slices.Clone(p.Blocks)), len(p.Blocks), "distinct")
		for _, b := range p.Blocks {
			require.Less(t, b, n)
		}
	}
}

// The decision is as frequent as asked; segments and steps are even.
func TestDrawFrequencies(t *testing.T) {
	u := sample.Unit{Steps: 20, Anchor: 8} // segments 0 | 1-8 | 9-16 | 17-20 | 21
	const draws = 20000
	segments := make(map[sample.Segment]int)
	traced := make(map[uint32]int)
	hits := 0
	for i := range uint32(draws) {
		u.Slot = i
		p, hit, err := sample.Draw([]byte("vrf"), u, chance(3, 4))
		require.NoError(t, err)
		if hit {
			hits++
			segments[p.Segment]++
			traced[p.Traced]++
		}
	}
	require.InDelta(t, 15000, hits, 300)
	require.Len(t, segments, 5)
	for s, c := range segments {
		require.InDelta(t, hits/5, c, 250, "%v", s)
	}
	require.Len(t, traced, 22)
	for step := uint32(1); step <= 16; step++ {
		require.InDelta(t, hits/5/8, traced[step], 110, "step %d", step)
	}
}

// Raising the chance only adds audits.
func TestDrawIsMonotone(t *testing.T) {
	for slot := range uint32(200) {
		u, before := sample.Unit{Slot: slot, Steps: 4, Anchor: 2}, false
		for num := range int64(12) {
			_, hit, err := sample.Draw([]byte("vrf"), u, chance(num, 10))
			require.NoError(t, err)
			require.False(t, before && !hit)
			require.False(t, num == 0 && hit)
			require.False(t, num >= 10 && !hit)
			before = hit
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	good := sample.Unit{Steps: 4, Anchor: 2}
	for name, tc := range map[string]struct {
		unit   sample.Unit
		chance sample.Chance
	}{
		"no steps":         {sample.Unit{Anchor: 1}, chance(1, 2)},
		"no anchor":        {sample.Unit{Steps: 1}, chance(1, 2)},
		"huge steps":       {sample.Unit{Steps: 1<<32 - 1, Anchor: 1}, chance(1, 2)},
		"huge anchor":      {sample.Unit{Steps: 1, Anchor: 1<<32 - 1}, chance(1, 2)},
		"huge blocks":      {sample.Unit{Steps: 1, Anchor: 1, Blocks: 1<<64 - 1}, chance(1, 2)},
		"no chance":        {good, sample.Chance{}},
		"zero denominator": {good, chance(1, 0)},
		"negative":         {good, chance(-1, 2)},
		"both negative":    {good, chance(-1, -2)},
	} {
		_, _, err := sample.Draw(nil, tc.unit, tc.chance)
		require.ErrorIs(t, err, sample.ErrRange, name)
	}
}

func TestSeedSeparatesUses(t *testing.T) {
	beacon := []byte("beacon")
	seen := make(map[commit.Digest]bool)
	for _, s := range []commit.Digest{
		sample.Seed(sample.PurposeAudit, beacon, 1, 2),
		sample.Seed(sample.PurposeReaudit, beacon, 1, 2),
		sample.Seed(sample.PurposeCustodian, beacon, 1, 2),
		sample.Seed(sample.PurposeAudit, nil, 1, 2),
		sample.Seed(sample.PurposeAudit, beacon, 2, 1),
		sample.Seed(sample.PurposeAudit, beacon, 1, 2, 0),
		sample.Seed(sample.PurposeAudit, beacon, 1, 2, 0, 0),
	} {
		require.False(t, seen[s])
		seen[s] = true
	}
}

func BenchmarkDraw(b *testing.B) {
	u := sample.Unit{Steps: 64, Anchor: 8, Blocks: 1 << 22}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := sample.Draw([]byte("vrf"), u, chance(1, 1)); err != nil {
			b.Fatal(err)
		}
	}
}

// Reports are looked at again independently of one another, and as often as the
// chance says.
func TestDrawnAgain(t *testing.T) {
	t.Parallel()
	const reports = 4000
	seen := map[string]int{}
	for slot := range uint32(reports / 4) {
		for draw := uint32(1); draw <= 2; draw++ {
			for _, who := range []string{"one", "another"} {
				hit, err := sample.DrawnAgain([]byte("output"), []byte(who), draw, slot, chance(3, 20))
				require.NoError(t, err)
				if hit {
					seen[fmt.Sprint(who, draw)]++
				}
			}
		}
	}
	require.Len(t, seen, 4)
	for of, n := range seen {
		require.InDelta(t, 0.15*reports/4, n, 45, "%s: four standard deviations", of)
	}
	_, err := sample.DrawnAgain(nil, nil, 1, 1, sample.Chance{})
	require.ErrorIs(t, err, sample.ErrRange)
}
