// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"time"

	"github.com/weft-network/weft/trainer/checkpoint"
)

// Watcher is told what happens in a run, in order. Saved comes from a
// goroutine of its own, everything else from the one that runs.
type Watcher interface {
	Stepped(Step)
	Evaluated(step uint64, score Score)
	Sampled(step uint64, text string)
	Saved(checkpoint.Entry)
}

// Step is a step that was made.
type Step struct {
	Number, Of uint64
	Loss       float32
	// Rate is in tokens a second, over the latest steps.
	Rate float64
	// Left is about how long the rest of the run will take.
	Left time.Duration
}

// clock measures a run and predicts its end.
type clock struct {
	tokens int // of a step
	// step is a moving average: a machine slows down and speeds up.
	step time.Duration
	// beside is the mean time of what else happens, by its name.
	beside map[string]time.Duration
}

// lookBack is about how many steps the average is over.
const lookBack = 16

func (c *clock) stepped(took time.Duration) {
	if c.step == 0 {
		c.step = took
	}
	c.step += (took - c.step) / lookBack
}

// rate is in tokens a second.
func (c *clock) rate() float64 {
	if c.step == 0 {
		return 0
	}
	return float64(c.tokens) / c.step.Seconds()
}

// left is the time of what the plan still holds after a step. What was never
// measured counts nothing.
func (c *clock) left(p *Plan, step uint64) time.Duration {
	return c.step*time.Duration(p.Steps-step) +
		c.beside["evaluation"]*time.Duration(p.still(p.EvalEvery, step)) +
		c.beside["sample"]*time.Duration(p.still(p.SampleEvery, step))
}
