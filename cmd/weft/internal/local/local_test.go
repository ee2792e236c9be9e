// SPDX-License-Identifier: Apache-2.0

package local_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/local"
	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
)

// options are a network that trains a small model in seconds.
func options(t testing.TB) local.Options {
	t.Helper()
	kernel, err := lab.OpenKernel("auto")
	require.NoError(t, err)
	text := filepath.Join(t.TempDir(), "text.txt")
	line := "the quick brown fox jumps over the lazy dog, and the dog does not mind at all.\n"
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat(line, 2000)), 0o600))
	return local.Options{
		Home: t.TempDir(), Validators: 1, Trainers: 3, Verifiers: 2, BlockTime: 100 * time.Millisecond,
		Size:   lab.Size{Name: "test", Width: 32, Layers: 2, Heads: 2, FFN: 64, Context: 32, Batch: 4, Peak: "0.01"},
		Rounds: 3, Steps: 12, Seed: 7, Text: text, Machine: lab.Machine{Kernel: kernel, Threads: 1},
	}
}

// play runs a network to its end.
func play(t testing.TB, o local.Options, meddle func(*local.Network)) *local.Summary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit(t))
	defer cancel()
	n, err := local.Start(ctx, o)
	require.NoError(t, err)
	defer func() { require.NoError(t, n.Close()) }()
	t.Cleanup(func() {
		if t.Failed() {
			tell(t, o.Home)
		}
	})
	if meddle != nil {
		meddle(n)
	}
	require.NoError(t, n.Follow(ctx, func(_ context.Context, b client.Block) error {
		for _, e := range b.Events {
			if _, bench := t.(*testing.B); !bench && !jobs.Minor(e) {
				t.Logf("%d  %s", e.Height, jobs.Describe(e)) // shown if the test fails
			}
		}
		return nil
	}))
	s, err := n.Summarize(ctx)
	require.NoError(t, err)
	return s
}

// limit is how long a network may take: a benchmark's as long as it likes.
func limit(t testing.TB) time.Duration {
	t.Helper()
	if _, ok := t.(*testing.B); ok {
		return time.Hour
	}
	return 6 * time.Minute
}

// tell prints the end of what the processes of a network said.
func tell(t testing.TB, home string) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(home, "logs", "*er[0-9]*"))
	require.NoError(t, err)
	for _, path := range logs {
		said, err := os.ReadFile(path)
		require.NoError(t, err)
		t.Logf("%s:\n%s", filepath.Base(path), said[max(0, len(said)-30000):])
	}
}

// TestModesAgree trains the same job in one process, and in one process for
// each part, where one trainer is killed in the middle of a unit and comes
// back. Both give the same model, and everyone the same pay.
func TestModesAgree(t *testing.T) {
	t.Parallel()
	one := options(t)
	inside := play(t, one, nil)

	many := options(t)
	many.Text = one.Text
	many.Programs = build(t)
	var once sync.Once
	steps := make(chan struct{})
	many.Watch = func(e local.Event) {
		if e.Trainer == 0 && e.Round == 2 && e.Phase == "train" && e.Step >= 5 {
			once.Do(func() { close(steps) })
		}
	}
	outside := play(t, many, func(n *local.Network) {
		select {
		case <-steps:
		case <-time.After(8 * time.Minute):
			t.Fatal("trainer0 did not come to round 2")
		}
		require.NoError(t, n.Kill(0))
		require.NoError(t, n.Rehire(t.Context(), 0))
	})

	require.Equal(t, inside.Outer, outside.Outer)
	require.Equal(t, inside.ContentID, outside.ContentID)
	require.Equal(t, inside.ValLoss, outside.ValLoss)
	require.Equal(t, inside.Sample, outside.Sample)
	for name, paid := range inside.Paid {
		if strings.HasPrefix(name, "trainer") { // what a verifier draws is luck
			require.Equal(t, paid, outside.Paid[name])
		}
	}
	for _, s := range []*local.Summary{inside, outside} {
		require.Less(t, s.ValLoss, s.ValLossStart*2/3)
		require.Less(t, s.LossEnd, s.LossStart)
		require.Equal(t, uint64(3*3*12*4*32), s.Tokens)
		require.Positive(t, s.BytesUp)
		require.Empty(t, s.Slashed)
		require.Positive(t, s.Verification.Audits)
		require.Positive(t, s.Verification.Overhead)
		require.Zero(t, s.Verification.Frauds+s.Verification.FalseChallenges)
		f, err := safetensors.Open(filepath.Join(s.Checkpoint, "model.safetensors"))
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
}

// build makes both programs.
func build(t *testing.T) *local.Programs {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"weft", "weftd"} {
		out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, name), "github.com/weft-network/weft/cmd/"+name).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	return &local.Programs{Weftd: filepath.Join(dir, "weftd"), Weft: filepath.Join(dir, "weft")}
}

// TestRefusals: what cannot be is said at once.
func TestRefusals(t *testing.T) {
	for name, change := range map[string]func(o *local.Options){
		"no trainer":                 func(o *local.Options) { o.Trainers = 0 },
		"too many validators":        func(o *local.Options) { o.Validators = 17 },
		"no folder":                  func(o *local.Options) { o.Home = "" },
		"text that is not there":     func(o *local.Options) { o.Text = filepath.Join(o.Home, "none") },
		"too many verifiers":         func(o *local.Options) { o.Verifiers = 17 },
		"fewer than no verifiers":    func(o *local.Options) { o.Verifiers = -1 },
		"an unknown adversary":       func(o *local.Options) { o.Adversary = "honest" },
		"nobody left but a cheat":    func(o *local.Options) { o.Adversary, o.Trainers = "one-ulp", 2 },
		"nobody finds the cheat":     func(o *local.Options) { o.Adversary, o.Verifiers = "one-ulp", 0 },
		"processes, many validators": func(o *local.Options) { o.Programs, o.Validators = &local.Programs{}, 2 },
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			change(&o)
			_, err := local.Start(t.Context(), o)
			require.Error(t, err)
			if name != "text that is not there" {
				require.ErrorIs(t, err, local.ErrOptions)
			}
		})
	}
}
