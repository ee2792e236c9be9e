// SPDX-License-Identifier: Apache-2.0

package local_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/local"
)

// kills is how many processes are killed in all; without it none are.
const kills = "WEFT_KILLS"

// TestKilledAtRandom kills trainers, verifiers and the validator with signal 9, at
// any moment, and starts them again, WEFT_KILLS times. Every job ends with the
// model of a network that was left alone, nobody commits twice, nobody loses
// stake, nobody is accused, and every trainer is paid the same.
func TestKilledAtRandom(t *testing.T) {
	left, err := strconv.Atoi(os.Getenv(kills))
	if err != nil || left <= 0 {
		t.Skipf("%s is not a number of kills; make test-kills sets it", kills)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))

	calm := options(t)
	calm.Rounds = 8
	want := play(t, calm, nil)
	programs := build(t)
	for job := 1; left > 0; job++ {
		o := options(t)
		o.Rounds, o.Text, o.Programs = calm.Rounds, calm.Text, programs
		killed := 0
		got := play(t, o, func(n *local.Network) { killed = harass(t, n, o.Trainers+o.Verifiers, min(left, 25), rng) })
		left -= killed
		t.Logf("job %d: %d killed, %d left, %.0f s, %d audits", job, killed, left, got.Seconds, got.Verification.Audits)
		require.Equal(t, want.Outer, got.Outer)
		require.Equal(t, want.ContentID, got.ContentID)
		require.Empty(t, got.Slashed)
		require.Zero(t, got.Verification.Frauds+got.Verification.FalseChallenges)
		for name := range want.Paid {
			if strings.HasPrefix(name, "trainer") { // what a verifier draws, or misses, is luck
				require.Equal(t, want.Paid[name], got.Paid[name])
			}
		}
		require.Equal(t, want.Tokens, got.Tokens)
		require.Positive(t, killed, "a job that is over before anybody is killed shows nothing")
	}
}

// harass kills up to so many processes, as long as the job lasts. Who starts while
// there is no node says so and ends; it is started again.
func harass(t *testing.T, n *local.Network, hands, most int, rng *rand.Rand) (killed int) {
	t.Helper()
	pause := func() { time.Sleep(time.Duration(rng.IntN(1500)) * time.Millisecond) }
	defer func() {
		time.Sleep(3 * time.Second) // whoever starts without a node has ended by then
		require.NoError(t, n.Revive(t.Context()))
	}()
	for killed < most {
		pause()
		ended, err := n.Ended(t.Context())
		require.NoError(t, err)
		if ended {
			return killed
		}
		require.NoError(t, n.Revive(t.Context()))
		victim := rng.IntN(hands + 1)
		if victim == hands {
			require.NoError(t, n.KillNode(t.Context(), pause))
		} else {
			require.NoError(t, n.Kill(victim))
			pause()
			require.NoError(t, n.Rehire(t.Context(), victim))
		}
		killed++
	}
	return killed
}
