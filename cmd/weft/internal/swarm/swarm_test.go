// SPDX-License-Identifier: Apache-2.0

package swarm_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/local"
	"github.com/weft-network/weft/cmd/weft/internal/swarm"
)

// textFile is a text that never changes.
const textFile = "../../../../LICENSE"

// options are a swarm on the text; r changes the small size.
func options(t testing.TB, r swarm.Recipe) swarm.Options {
	t.Helper()
	kernel, err := lab.OpenKernel("auto")
	require.NoError(t, err)
	text := lab.Text{Path: textFile}
	d, tok, err := text.Load(t.Context(), 0, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	z := swarm.Small
	z.Context = 32
	s, err := swarm.Start(z, d.Manifest(), 5)
	require.NoError(t, err)
	require.NoError(t, r.Apply(s))
	mode := swarm.Coded
	if r.Codec == swarm.Uncoded {
		mode = swarm.Exact
	}
	return swarm.Options{Spec: s, Job: 1, Mode: mode, Text: d, Tokenizer: tok, Machine: lab.Machine{Kernel: kernel, Threads: 2}}
}

func run(t testing.TB, o swarm.Options) *swarm.Result {
	t.Helper()
	w, err := swarm.New(o)
	require.NoError(t, err)
	defer w.Close()
	r, err := w.Run(t.Context())
	require.NoError(t, err)
	return r
}

// small is a run of a second.
func small(codec string) swarm.Recipe {
	return swarm.Recipe{Slots: 3, Steps: 8, Rounds: 5, Codec: codec}
}

// Every exchange learns, and a rerun has the same digest.
func TestAgain(t *testing.T) {
	t.Parallel()
	none := func(*swarm.Options) {}
	digests := map[string]string{}
	for name, c := range map[string]struct {
		recipe swarm.Recipe
		change func(o *swarm.Options)
	}{
		"dense8":         {small("dense8"), none},
		"sparse":         {small("sparse"), none},
		"exact":          {small(swarm.Uncoded), none},
		"gradients":      {small(""), func(o *swarm.Options) { o.Mode = swarm.Gradients }},
		"down again":     {small("sparse"), func(o *swarm.Options) { o.Again = 256 }},
		"nothing kept":   {swarm.Recipe{Slots: 3, Steps: 8, Rounds: 5, Codec: "sparse", Carry: "none"}, none},
		"feedback kept":  {swarm.Recipe{Slots: 3, Steps: 8, Rounds: 5, Codec: "sparse", Carry: "feedback"}, none},
		"no feedback":    {swarm.Recipe{Slots: 3, Steps: 8, Rounds: 5, Codec: "sparse", Feedback: "0"}, none},
		"another job":    {small("sparse"), func(o *swarm.Options) { o.Job = 2 }},
		"outer momentum": {swarm.Recipe{Slots: 3, Steps: 8, Rounds: 5, Codec: "sparse", Rate: "0.7", Momentum: "0.5"}, none},
	} {
		o := options(t, c.recipe)
		c.change(&o)
		r := run(t, o)
		t.Log(name, r.LossStart, r.LossEnd, r.Score.Loss, r.Outer)
		require.Less(t, r.LossEnd, r.LossStart-0.2, name)
		require.Less(t, r.Score.Loss, 5.2, "%s: at first it is ln 257", name)
		digest := r.Outer.String()
		require.Equal(t, digest, run(t, o).Outer.String(), name)
		for other, d := range digests {
			require.NotEqual(t, d, digest, "%s and %s", name, other)
		}
		digests[name] = digest
	}
}

// One slot that exchanges nothing and keeps everything is one trainer: DiLoCo
// with one slot, outer rate 1 and no momentum is plain training.
func TestOneSlot(t *testing.T) {
	t.Parallel()
	o := options(t, swarm.Recipe{Slots: 1, Steps: 8, Rounds: 4, Codec: swarm.Uncoded, Rate: "1", Momentum: "0"})
	exact := run(t, o)
	o.Mode = swarm.Gradients
	parallel := run(t, o)
	// theta - (theta - w) is w but for the rounding of two subtractions a round.
	require.InDelta(t, parallel.LossStart, exact.LossStart, 0)
	require.InDelta(t, parallel.Score.Loss, exact.Score.Loss, 1e-3)
	require.Zero(t, parallel.Traffic)
	require.Nil(t, parallel.Ratios.R16)
}

// The bytes are those of real deltas, and the ratios are those of
// research: twice the parameters, in 16 bits, over what is sent.
func TestTraffic(t *testing.T) {
	t.Parallel()
	const slots, steps, rounds = 3, 8, 5
	r := run(t, options(t, small("sparse")))
	require.Equal(t, swarm.Traffic{Up: rounds * r.Delta, Down: (slots - 1) * rounds * r.Delta}, r.Traffic)
	params := float64(r.Params)
	require.InEpsilon(t, 2*params*steps/float64(r.Delta), *r.Ratios.U16, 1e-9)
	require.InEpsilon(t, 2*2.0/3*2*params*steps/float64(2*r.Delta), *r.Ratios.R16, 1e-9)
	require.InEpsilon(t, 2**r.Ratios.U16, *r.Ratios.U32, 1e-9)
	require.InEpsilon(t, 2**r.Ratios.R16, *r.Ratios.R32, 1e-9)
	// 1 byte of scale and 64 codes of 14 bits for each block of 4096.
	require.InEpsilon(t, params/4096*(1+64*14/8), float64(r.Delta), 0.15)

	again := options(t, small("sparse"))
	again.Again = 64
	require.Equal(t, swarm.Traffic{Up: rounds * r.Delta, Down: rounds * r.Delta}, run(t, again).Traffic)
	exact := run(t, options(t, small(swarm.Uncoded)))
	require.InEpsilon(t, steps, *exact.Ratios.R32, 1e-6, "one all-reduce a round instead of one a step")
}

// A network of chain, stores and trainers makes the outer state that a swarm
// makes of the same specification and text.
func TestEqualsNetwork(t *testing.T) {
	o, home := options(t, small("dense8")), t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	n, err := local.Start(ctx, local.Options{
		Home: home, Validators: 1, Trainers: 2, BlockTime: 100 * time.Millisecond, Size: swarm.Small,
		Rounds: 3, Steps: 6, Seed: 7, Sparse: true, Text: textFile, Machine: lab.Machine{Kernel: o.Machine.Kernel, Threads: 1},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, n.Close()) }()
	require.NoError(t, n.Follow(ctx, func(context.Context, client.Block) error { return nil }))
	network, err := n.Summarize(ctx)
	require.NoError(t, err)

	text := lab.Text{Path: filepath.Join(home, "dataset")}
	o.Text, _, err = text.Load(ctx, 0, n.Spec)
	require.NoError(t, err)
	defer o.Text.Close()
	o.Spec, o.Job = n.Spec, n.Job
	require.NoError(t, (&swarm.Recipe{}).Apply(o.Spec))
	require.Equal(t, network.Outer, run(t, o).Outer.String())
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(o *swarm.Options){
		"mode":            func(o *swarm.Options) { o.Mode = "telepathy" },
		"on the way down": func(o *swarm.Options) { o.Mode, o.Again = swarm.Exact, 64 },
		"1025 codes":      func(o *swarm.Options) { o.Again = spec.MaxTopK + 1 },
		"-1 tokens":       func(o *swarm.Options) { o.EvalTokens = -1 },
		"init.base": func(o *swarm.Options) {
			o.Spec.Init.Seed, o.Spec.Init.Base = nil, &spec.ContentID{Digest: make([]byte, 32), Size_: 1}
		},
	} {
		o := options(t, small("sparse"))
		o.Spec.ProgramDigest = nil
		change(&o)
		_, err := swarm.New(o)
		require.ErrorIs(t, err, swarm.ErrOptions, want)
		require.ErrorContains(t, err, want)
	}
	o := options(t, small("sparse"))
	for want, r := range map[string]swarm.Recipe{
		"codec":      {Codec: "zip"},
		"divisor":    {Divisor: "pi"},
		"carry":      {Carry: "unspecified"},
		"codes kept": {Codec: "dense8", TopK: 8},
		"tokens":     {Tokens: 1},
		"2000 steps": {Steps: 2000},
		"2000 slots": {Slots: 2000},
		"top_k":      {Codec: "sparse", TopK: 5000},
		"outer.":     {Momentum: "2"},
		"a digit":    {Feedback: "two"},
	} {
		s := *o.Spec
		require.ErrorContains(t, r.Apply(&s), want)
	}
}

// A swarm ends with its context, in the middle of a round.
func TestStop(t *testing.T) {
	t.Parallel()
	r := small("sparse")
	r.Rounds = 10_000
	o := options(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	o.Watch = func(swarm.Round) { cancel() }
	w, err := swarm.New(o)
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(ctx)
	require.ErrorIs(t, err, context.Canceled)
}
