// SPDX-License-Identifier: Apache-2.0

package local_test

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/local"
)

// stake is what a slot stakes, in uweft, and so what a proven cheat costs.
const stake = "5000000"

// TestCheatsAreSlashed: one trainer does not do what the job asks, defends what it
// has done, and every unit is audited. The chain proves it wrong; it loses its
// stake and is paid for nothing since, and the others end the job and are paid in
// full.
func TestCheatsAreSlashed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one-ulp", "lazy", "low-precision", "frozen", "wrong-data"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			o.Adversary, o.AuditRate = name, 2*million
			s := play(t, o, nil)
			require.Equal(t, name, s.Adversary)
			require.Positive(t, s.Verification.Frauds)
			require.Zero(t, s.Verification.FalseChallenges)
			require.Equal(t, map[string]string{"trainer2": stake}, s.Slashed)
			require.Equal(t, s.Paid["trainer0"], s.Paid["trainer1"])
			require.Greater(t, number(t, s.Paid["trainer0"]), number(t, s.Paid["trainer2"]))
			require.Less(t, s.ValLoss, s.ValLossStart)
		})
	}
}

// TestForgedUnitsAreSlashed: one trainer computes what the job asks, and commits
// something else: a delta of which one byte is another, or what another trainer
// has committed. It cannot defend that, and leaves the game to the clock.
func TestForgedUnitsAreSlashed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bad-delta", "copy"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			// Every verifier audits every unit. The model has fewer blocks than an audit
			// looks at, so that all of the delta is.
			o.Adversary, o.AuditRate = name, 2*million
			s := play(t, o, nil)
			require.Positive(t, s.Verification.Frauds)
			require.Zero(t, s.Verification.FalseChallenges)
			require.Equal(t, map[string]string{"trainer2": stake}, s.Slashed)
			require.Equal(t, s.Paid["trainer0"], s.Paid["trainer1"])
			require.Greater(t, number(t, s.Paid["trainer0"]), number(t, s.Paid["trainer2"]))
			require.Less(t, s.ValLoss, s.ValLossStart)
		})
	}
}

// TestWithholder: a trainer commits, and serves its delta to nobody. No witness
// states that it holds it: the unit is no part of the round and is not paid, and
// nobody is slashed.
func TestWithholder(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Adversary = "withhold"
	s := play(t, o, nil)
	require.Empty(t, s.Slashed)
	require.Zero(t, s.Verification.Frauds+s.Verification.FalseChallenges)
	for _, name := range []string{"trainer0", "trainer1"} {
		require.Equal(t, 3*number(t, s.Paid["trainer2"]), number(t, s.Paid[name]), "%s is paid for three rounds, the other one for the first", name)
	}
	require.Less(t, s.ValLoss, s.ValLossStart)
}

// TestLazyVerifier: a verifier reports a match for whatever it is drawn to look
// at, with receipts that it made up. Somebody else looks again, and it cannot show
// what it says to have executed: it loses what it has locked for audits, and
// nobody else loses anything.
func TestLazyVerifier(t *testing.T) {
	t.Parallel()
	honest := play(t, options(t), nil)
	o := options(t)
	o.Adversary, o.AuditRate = "lazy-verifier", 2*million
	s := play(t, o, nil)
	require.Equal(t, map[string]string{"verifier1": "200000000"}, s.Slashed)
	require.Equal(t, 1, s.Verification.Frauds)
	require.Zero(t, s.Verification.FalseChallenges)
	require.Equal(t, honest.ContentID, s.ContentID, "what it says changes no model")
	for _, name := range []string{"trainer0", "trainer1", "trainer2"} {
		require.Equal(t, honest.Paid[name], s.Paid[name])
	}
}

// TestEquivocator: a trainer signs a second, different commit of every unit. The
// chain refuses it, the unit stays what it was, and a verifier that finds both in
// the blocks has the trainer slashed, without a game.
func TestEquivocator(t *testing.T) {
	t.Parallel()
	var refused atomic.Int64
	o := options(t)
	o.Adversary = "equivocate"
	o.Watch = func(e local.Event) {
		if e.Trainer == 2 && strings.HasPrefix(e.Text, "a second commit of round ") && strings.Contains(e.Text, "refused") {
			refused.Add(1)
		}
	}
	s := play(t, o, nil)
	require.Positive(t, refused.Load(), "of rounds 2 and 3")
	require.Contains(t, s.Slashed, "trainer2") // twice, if it comes back for round 3
	require.Len(t, s.Slashed, 1)
	require.Zero(t, s.Verification.FalseChallenges)
	require.Less(t, number(t, s.Paid["trainer2"]), number(t, s.Paid["trainer0"]))
}

// TestFalseAccuser: a verifier computes something else than everybody and says
// that all others cheat. It loses the bond of every challenge, and what it has
// locked for audits where it is drawn to look again at another verifier's report;
// nobody else loses anything.
func TestFalseAccuser(t *testing.T) {
	t.Parallel()
	honest := play(t, options(t), nil)
	o := options(t)
	o.Adversary, o.AuditRate = "false-accuser", 2*million
	s := play(t, o, nil)
	require.Positive(t, s.Verification.FalseChallenges)
	require.Equal(t, len(s.Slashed), s.Verification.Frauds)
	if len(s.Slashed) > 0 { // draws differ from run to run
		require.Equal(t, map[string]string{"verifier1": "200000000"}, s.Slashed)
	}
	require.Equal(t, honest.ContentID, s.ContentID, "what it says changes no model")
	for _, name := range []string{"trainer0", "trainer1", "trainer2"} {
		require.Equal(t, honest.Paid[name], s.Paid[name])
	}
}

// TestStall: a trainer takes a slot and ends no unit. The others wait for it as
// long as the job says, and end it without; it is paid nothing and not slashed.
func TestStall(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Adversary = "stall"
	s := play(t, o, nil)
	require.Empty(t, s.Slashed)
	require.Less(t, number(t, s.Paid["trainer2"]), number(t, s.Paid["trainer0"]))
	require.Zero(t, s.Verification.Frauds+s.Verification.FalseChallenges)
	require.Less(t, s.ValLoss, s.ValLossStart)
}

const million = 1_000_000

func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	require.NoError(t, err)
	return n
}
