// SPDX-License-Identifier: Apache-2.0

package economy_test

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/sample"
	"github.com/weft-network/weft/cmd/weft/internal/economy"
)

func play(t *testing.T, o economy.Options) *economy.Result {
	t.Helper()
	s, err := economy.New(o)
	require.NoError(t, err)
	r, err := s.Run() // an error where books and records disagree
	require.NoError(t, err)
	return r
}

func rules() economy.Rules { return economy.DefaultRules(economy.Job()) }

// mixed is an economy of every strategy, played once.
var mixed = sync.OnceValues(func() (*economy.Result, error) {
	s, err := economy.New(economy.Options{Rules: rules(), Seed: 7, Rounds: 2_000})
	if err != nil {
		return nil, err
	}
	return s.Run()
})

func check(t *testing.T, r *economy.Result, name string) economy.Check {
	t.Helper()
	i := slices.IndexFunc(r.Checks, func(c economy.Check) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, "no check %q", name)
	return r.Checks[i]
}

func trainer(t *testing.T, r *economy.Result, strategy string) economy.Trainers {
	t.Helper()
	i := slices.IndexFunc(r.Trainers, func(x economy.Trainers) bool { return x.Strategy == strategy })
	require.GreaterOrEqual(t, i, 0, "no strategy %q", strategy)
	return r.Trainers[i]
}

// A10: the honest earn most and are never slashed, frauds are found as fast as
// the formula says, no money appears or disappears.
func TestHonestyPays(t *testing.T) {
	r, err := mixed()
	require.NoError(t, err)
	for _, c := range r.Checks {
		require.True(t, c.Pass, "%s: %s", c.Name, c.Detail)
	}
	trainers, verifiers := economy.Mix()
	require.Len(t, r.Trainers, len(trainers))
	require.Len(t, r.Verifiers, len(verifiers))
	for _, x := range r.Trainers[1:] {
		require.NotEmpty(t, x.Slashes+x.Confess+x.Void+x.Units-x.Paid, "nothing happened to %s", x.Strategy)
	}
}

// All frauds together are found as often as the closed formula expects: finds
// less the sum of their chances is a martingale, whose variance is at most that
// sum.
func TestFindsMatchTheFormula(t *testing.T) {
	r, err := mixed()
	require.NoError(t, err)
	var found, expected float64
	for _, x := range r.Trainers {
		if x.Latency != nil {
			found += float64(x.Found)
			expected += *x.Latency * float64(x.Found) / *x.Formula
		}
	}
	require.Greater(t, found, 5_000.0)
	require.InDelta(t, expected, found, 3*math.Sqrt(expected)+0.02*expected) // redraws of rounds with few reports find a little more
	// Without anybody else the formula has one factor: rate, a segment of ten.
	alone := play(t, economy.Options{
		Rules: rules(), Seed: 3, Rounds: 400,
		Trainers: map[string]uint64{economy.Honest: 40, "skip-one": 40}, Verifiers: map[string]uint64{economy.Honest: 1},
	})
	require.InEpsilon(t, 10/0.25, *trainer(t, alone, "skip-one").Formula, 1e-9)
}

// Why the chain refuses confessions during audits: a verifier's proof shows what
// it drew before anybody can challenge by it, and a confession costs a tenth of
// what is left.
func TestConfessingWhatIsDrawnPays(t *testing.T) {
	o := economy.Options{Seed: 1, Rounds: 1_000, Trainers: map[string]uint64{economy.Honest: 8, "confess": 8}}
	for rule, pays := range map[economy.Confession]bool{economy.UntilChallenge: true, economy.UntilBeacon: false, economy.Leaving: false} {
		o.Rules = economy.DefaultRules(economy.Job())
		o.Rules.Confess = rule
		r := play(t, o)
		require.Equal(t, pays, slices.Contains(check(t, r, "honest trainers earn most").Failing, "confess"), "confess until %s", rule)
	}
}

// Where slots may be backed by the least that a job may have, leaving after a
// confession does not deter: 10 % of the stake is less than M4 counts on.
func TestConfessingAtTheBoundOfDeterrence(t *testing.T) {
	o := economy.Options{Seed: 1, Rounds: 1_000, Trainers: map[string]uint64{economy.Honest: 8, "confess": 8, "frozen": 8, "ring": 8}}
	for rule, pays := range map[economy.Confession]bool{economy.UntilBeacon: false, economy.Leaving: true} {
		s := economy.Job()
		s.Audit.AnchorEvery = s.Inner.Steps // one segment of inner steps: nothing to spare
		o.Rules = economy.DefaultRules(s)
		o.Rules.Confess = rule
		s.Price.SlotStake = 50 * 115_744 // M2
		require.GreaterOrEqual(t, o.Rules.Margin(), 1.0)
		failing := check(t, play(t, o), "honest trainers earn most").Failing
		if pays {
			require.Equal(t, []string{"confess"}, failing)
		} else {
			require.Empty(t, failing)
		}
	}
}

// A simulation that cannot fail would prove nothing.
func TestBrokenRulesPayCheats(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*economy.Rules)
		check  string
		wins   string
	}{
		"no slash":        {func(r *economy.Rules) { r.Slash = 0 }, "honest trainers earn most", "frozen"},
		"hardly an audit": {func(r *economy.Rules) { r.Spec.Audit.Rate = 500 }, "honest trainers earn most", "frozen"},
		"hardly a stake":  {func(r *economy.Rules) { r.Spec.Price.SlotStake = 100_000 }, "honest trainers earn most", "frozen"},
		"no second looks": {func(r *economy.Rules) { r.Audit.Again = 0 }, "honest verifiers earn most", "lazy"},
		"no fees":         {func(r *economy.Rules) { r.Spec.Price.VerifierFee = 0 }, "honest verifiers earn most", "silent"},
	} {
		t.Run(name, func(t *testing.T) {
			o := economy.Options{Rules: rules(), Seed: 1, Rounds: 1_000, Trainers: map[string]uint64{economy.Honest: 24, "frozen": 8}}
			c.change(&o.Rules)
			got := check(t, play(t, o), c.check)
			require.False(t, got.Pass)
			require.Contains(t, got.Failing, c.wins)
		})
	}
}

// Every active verifier posts a proof in every round of every job, drawn or not:
// where there are more verifiers than slots, that costs more than audits pay.
func TestManyVerifiersOfASmallJob(t *testing.T) {
	for operators, pays := range map[int]bool{5: true, 40: false} {
		r := play(t, economy.Options{
			Rules: rules(), Seed: 1, Rounds: 500, Operators: operators,
			Trainers: map[string]uint64{economy.Honest: 16}, Verifiers: map[string]uint64{economy.Honest: 40},
		})
		require.Equal(t, pays, check(t, r, "honest verifiers earn most").Pass, "%d verifiers", operators)
	}
}

func TestSameSeedSameDigest(t *testing.T) {
	o := economy.Options{Rules: rules(), Seed: 5, Rounds: 200}
	first := play(t, o)
	again := play(t, o)
	require.Equal(t, first, again)
	o.Seed++
	require.NotEqual(t, first.Digest, play(t, o).Digest)
}

// A unit without false blocks is drawn without blocks: the rest of the pick is
// the same.
func TestBlocksAreDrawnLast(t *testing.T) {
	always := sample.Chance{Num: big.NewInt(1), Den: big.NewInt(2)}
	for slot := range uint32(64) {
		u := sample.Unit{Slot: slot, Steps: 64, Anchor: 8}
		without, hit, err := sample.Draw([]byte("vrf"), u, always)
		require.NoError(t, err)
		u.Blocks = 100_000
		with, hitToo, err := sample.Draw([]byte("vrf"), u, always)
		require.NoError(t, err)
		require.Equal(t, hit, hitToo)
		with.Blocks = nil
		require.Equal(t, without, with)
	}
}

func TestOptionsAreBounded(t *testing.T) {
	for name, change := range map[string]func(*economy.Options){
		"many operators":   func(o *economy.Options) { o.Operators = 1 << 20 },
		"few rounds":       func(o *economy.Options) { o.Rounds = economy.MinRounds - 1 },
		"many rounds":      func(o *economy.Options) { o.Rounds = economy.MaxRounds + 1 },
		"unknown trainer":  func(o *economy.Options) { o.Trainers["saint"] = 1 },
		"unknown verifier": func(o *economy.Options) { o.Verifiers["saint"] = 1 },
		"nobody honest":    func(o *economy.Options) { o.Trainers[economy.Honest] = 0 },
		"no honest stake":  func(o *economy.Options) { o.Verifiers[economy.Honest] = 0 },
		"many slots":       func(o *economy.Options) { o.Trainers["lazy"] = 1 << 40 },
		"much stake":       func(o *economy.Options) { o.Verifiers["lazy"] = 1 << 40 },
		"a tiny unit":      func(o *economy.Options) { o.Rules.Job.FlopPrice = 1; o.Rules.Spec.Inner.Batch = 64 },
	} {
		trainers, verifiers := economy.Mix()
		o := economy.Options{Rules: rules(), Rounds: 1_000, Trainers: trainers, Verifiers: verifiers}
		change(&o)
		before := maps.Clone(o.Trainers)
		_, err := economy.New(o)
		require.ErrorIs(t, err, economy.ErrOptions, name)
		require.Equal(t, before, o.Trainers, "the caller's map is not the simulation's")
	}
}

func TestChartsAreDrawings(t *testing.T) {
	r, err := mixed()
	require.NoError(t, err)
	for _, c := range r.Charts() {
		d := xml.NewDecoder(strings.NewReader(string(c.SVG)))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, c.Name)
		}
		require.NotContains(t, string(c.SVG), "NaN", c.Name)
		require.NotContains(t, string(c.SVG), "Inf", c.Name)
		require.Contains(t, string(c.SVG), "shielded", c.Name)
	}
}
