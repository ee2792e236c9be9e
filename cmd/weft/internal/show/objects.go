// SPDX-License-Identifier: Apache-2.0

package show

import (
	"encoding/json"
	"io"
	"sync"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/checkpoint"
)

// Objects writes JSON, one object a line; event says which it is.
type Objects struct {
	W     io.Writer
	Every uint64
	mu    sync.Mutex
}

type stepObject struct {
	Event           string  `json:"event"`
	Step            uint64  `json:"step"`
	Of              uint64  `json:"of"`
	Loss            float32 `json:"loss"`
	TokensPerSecond float64 `json:"tokens_per_second"`
	SecondsLeft     float64 `json:"seconds_left"`
}

type evaluationObject struct {
	Event       string  `json:"event"`
	Step        uint64  `json:"step"`
	Loss        float64 `json:"loss"`
	Perplexity  float64 `json:"perplexity"`
	BitsPerByte float64 `json:"bits_per_byte"`
	Tokens      int     `json:"tokens"`
}

type sampleObject struct {
	Event string `json:"event"`
	Step  uint64 `json:"step"`
	Text  string `json:"text"`
}

type checkpointObject struct {
	Event string `json:"event"`
	Step  uint64 `json:"step"`
	State string `json:"state"`
	Path  string `json:"path"`
}

// Write writes one object.
func (o *Objects) Write(v any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return json.NewEncoder(o.W).Encode(v)
}

func (o *Objects) event(v any) {
	_ = o.Write(v) //nolint:errcheck // what cannot be shown does not stop a run
}

// Stepped implements lab.Watcher.
func (o *Objects) Stepped(s lab.Step) {
	if s.Number == 1 || s.Number%o.Every == 0 || s.Number == s.Of {
		o.event(stepObject{"step", s.Number, s.Of, s.Loss, s.Rate, s.Left.Seconds()})
	}
}

// Evaluated implements lab.Watcher.
func (o *Objects) Evaluated(step uint64, s lab.Score) {
	o.event(evaluationObject{"evaluation", step, s.Loss, s.Perplexity(), s.BitsPerByte(), s.Tokens})
}

// Sampled implements lab.Watcher.
func (o *Objects) Sampled(step uint64, text string) { o.event(sampleObject{"sample", step, text}) }

// Saved implements lab.Watcher.
func (o *Objects) Saved(e checkpoint.Entry) {
	o.event(checkpointObject{"checkpoint", e.Step, e.ID.String(), e.Path})
}
