// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/cmd/weft/internal/swarm"
)

// swarmRound is the JSON of a round.
type swarmRound struct {
	Event          string   `json:"event"`
	Round          uint32   `json:"round"`
	Of             uint32   `json:"of"`
	Loss           float64  `json:"loss"`
	ValidationLoss *float64 `json:"validation_loss"`
	BytesUp        uint64   `json:"bytes_up"`
	BytesDown      uint64   `json:"bytes_down"`
	Seconds        float64  `json:"seconds"`
}

// swarmSummary is the JSON of a finished swarm.
type swarmSummary struct {
	Event         string  `json:"event"`
	Exchange      string  `json:"exchange"`
	TopK          uint32  `json:"top_k"`
	Feedback      string  `json:"feedback"`
	OuterRate     string  `json:"outer_rate"`
	OuterMomentum string  `json:"outer_momentum"`
	Carry         string  `json:"carry"`
	Again         uint32  `json:"again"`
	Slots         uint32  `json:"slots"`
	StepsPerRound uint32  `json:"steps_per_round"`
	Rounds        uint32  `json:"rounds"`
	Params        uint64  `json:"params"`
	Tokens        uint64  `json:"tokens"`
	LossStart     float64 `json:"loss_start"`
	LossEnd       float64 `json:"loss_end"`
	// ValidationLoss and BitsPerByte are null without held-out text.
	ValidationLoss *float64 `json:"validation_loss"`
	BitsPerByte    *float64 `json:"bits_per_byte"`
	DeltaBytes     uint64   `json:"delta_bytes"`
	BytesUp        uint64   `json:"bytes_up"`
	BytesDown      uint64   `json:"bytes_down"`
	swarm.Ratios
	Digest  string  `json:"digest"`
	State   string  `json:"state"`
	Seconds float64 `json:"seconds"`
}

// exchanged names what slots exchange.
func exchanged(o *swarm.Options) string {
	switch {
	case o.Mode == swarm.Gradients:
		return "gradients"
	case o.Mode == swarm.Exact:
		return "binary32"
	case o.Spec.Outer.Codec == spec.Codec_CODEC_SPARSE:
		return "sparse"
	default:
		return "dense8"
	}
}

func summarizeSwarm(o *swarm.Options, r *swarm.Result) swarmSummary {
	s := o.Spec
	out := swarmSummary{
		Event: "summary", Exchange: exchanged(o), TopK: s.Outer.TopK, Feedback: s.Outer.Feedback, OuterRate: s.Outer.LearningRate,
		OuterMomentum: s.Outer.Momentum, Carry: carryWords[s.Outer.Carry], Again: o.Again,
		Slots: s.Rounds.Slots, StepsPerRound: s.Inner.Steps, Rounds: s.Rounds.Rounds, Params: r.Params, Tokens: r.Tokens,
		LossStart: r.LossStart, LossEnd: r.LossEnd, DeltaBytes: r.Delta, BytesUp: r.Traffic.Up, BytesDown: r.Traffic.Down,
		Ratios: r.Ratios, Digest: r.Outer.Digest.String(), State: r.Outer.String(),
	}
	if r.Score != nil {
		bits := r.Score.BitsPerByte()
		out.ValidationLoss, out.BitsPerByte = &r.Score.Loss, &bits
	}
	return out
}

var carryWords = map[spec.Carry]string{
	spec.Carry_CARRY_ALL: "all", spec.Carry_CARRY_FEEDBACK: "feedback", spec.Carry_CARRY_NONE: "none",
}

// swarmView shows rounds as they come.
type swarmView struct {
	p     *program
	began time.Time
	err   error // of the output
}

func (v *swarmView) round(r swarm.Round) {
	seconds := time.Since(v.began).Seconds()
	var err error
	if v.p.json() {
		line := swarmRound{
			Event: "round", Round: r.Number, Of: r.Of, Loss: r.Loss, BytesUp: r.Traffic.Up, BytesDown: r.Traffic.Down, Seconds: seconds,
		}
		if r.Score != nil {
			line.ValidationLoss = &r.Score.Loss
		}
		err = v.p.object(line)
	} else {
		validation := ""
		if r.Score != nil {
			validation = fmt.Sprintf("  validation %.4f", r.Score.Loss)
		}
		_, err = fmt.Fprintf(v.p.out, "round %*d/%d  loss %.4f%s  up %s  down %s  %.0f s\n", digits(r.Of), r.Number, r.Of, r.Loss, validation,
			humanize.Bytes(r.Traffic.Up), humanize.Bytes(r.Traffic.Down), seconds)
	}
	if v.err == nil {
		v.err = err
	}
}

func digits(n uint32) int { return len(strconv.FormatUint(uint64(n), 10)) }

// printSwarm says what is about to be trained.
func (p *program) printSwarm(o swarm.Options) error {
	s, m := o.Spec, o.Text.Manifest()
	var f screen.Facts
	f.Add("model", "%s parameters: %d layers of width %d, context %d", humanize.SIWithDigits(float64(s.Params()), 1, ""),
		s.Model.Layers, s.Model.Width, s.Inner.Context)
	f.Add("text", "%s tokens to train on, %s held out", humanize.Comma(int64(m.Train())), humanize.Comma(int64(m.ValidationTokens)))
	f.Add("slots", "%d, each %d rounds of %d steps of %d tokens", s.Rounds.Slots, s.Rounds.Rounds, s.Inner.Steps, s.Inner.Batch*s.Inner.Context)
	f.Add("exchange", "%s", describeExchange(&o))
	return f.Write(p.out)
}

func describeExchange(o *swarm.Options) string {
	x := &o.Spec.Outer
	if o.Mode == swarm.Gradients {
		return "gradients, in every step"
	}
	text := exchanged(o)
	if text == "sparse" {
		text += fmt.Sprintf(", %d of 4096, feedback %s", x.TopK, x.Feedback)
	}
	if o.Again > 0 {
		text += fmt.Sprintf(", down again %d of 4096", o.Again)
	}
	text += "; outer rate " + x.LearningRate
	if x.Momentum != "" {
		text += ", momentum " + x.Momentum
	}
	return text + "; carries " + carryWords[x.Carry]
}

func (p *program) printSwarmSummary(s *swarmSummary) error {
	var f screen.Facts
	f.Add("loss", "%.4f in round 1, %.4f in round %d", s.LossStart, s.LossEnd, s.Rounds)
	if s.ValidationLoss != nil {
		f.Add("validation", "%.4f, %.3f bits a byte", *s.ValidationLoss, *s.BitsPerByte)
	}
	f.Add("trained", "%s tokens in %.0f s", humanize.Comma(int64(s.Tokens)), s.Seconds)
	f.Add("a delta", "%s bytes for %s parameters", humanize.Comma(int64(s.DeltaBytes)), humanize.Comma(int64(s.Params)))
	f.Add("a slot", "%s bytes up, %s down", humanize.Comma(int64(s.BytesUp)), humanize.Comma(int64(s.BytesDown)))
	f.Add("up", "U16 %s, U32 %s", times(s.U16), times(s.U32))
	f.Add("down", "R16 %s, R32 %s", times(s.R16), times(s.R32))
	f.Add("digest", "%s", s.Digest)
	if _, err := fmt.Fprintln(p.out); err != nil {
		return err
	}
	return f.Write(p.out)
}

// times shows a ratio, "-" for none.
func times(x *float64) string {
	if x == nil {
		return "-"
	}
	return humanize.CommafWithDigits(*x, 1) + "x"
}
