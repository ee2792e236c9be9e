// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/weft-network/weft/cmd/weft/internal/show"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/watch"
)

// verifiedLine is the JSON of what was executed again.
type verifiedLine struct {
	Event string `json:"event"`
	Job   uint64 `json:"job"`
	Round uint64 `json:"round"`
	// What is unit, outer (the outer state after the round) or evaluation.
	What string  `json:"what"`
	Slot *uint32 `json:"slot,omitempty"`
	// Operator stated the evaluation.
	Operator string `json:"operator,omitempty"`
	// Result is equal, differs or unavailable.
	Result string `json:"result"`
	// Status is what the chain holds the unit for.
	Status  string `json:"unit_status,omitempty"`
	settled bool   // false or void
	// Step is the first that differs; of an evaluation it is a batch.
	Step       *uint32         `json:"step,omitempty"`
	Difference *differenceLine `json:"difference,omitempty"`
	Reason     string          `json:"reason,omitempty"`
}

// differenceLine is the JSON of the first number that differs. Bits are in
// hexadecimal.
type differenceLine struct {
	// Part is header, state, delta, norm or loss.
	Part string `json:"part"`
	// Operator is the number of the one whose output differs, Kind what it does,
	// Where its place in the program; absent where no operator is known.
	Operator *int   `json:"operator,omitempty"`
	Kind     string `json:"kind,omitempty"`
	Where    string `json:"where,omitempty"`
	Tensor   string `json:"tensor,omitempty"`
	Element  int    `json:"element"`
	Type     string `json:"type,omitempty"`
	// The number on both sides; absent where the other side's is not known.
	Committed     string `json:"committed,omitempty"`
	CommittedBits string `json:"committed_bits,omitempty"`
	Own           string `json:"own,omitempty"`
	OwnBits       string `json:"own_bits,omitempty"`
	Missing       string `json:"missing,omitempty"`
}

func newDifferenceLine(d *watch.Difference) *differenceLine {
	l := &differenceLine{Part: d.Part, Kind: d.Kind, Where: d.Where, Tensor: d.Tensor, Element: d.Element, Missing: d.Missing}
	if d.Operator >= 0 {
		l.Operator = &d.Operator
	}
	if d.Missing == "" {
		l.Type = d.Type.String()
		l.Committed, l.CommittedBits, l.Own, l.OwnBits = d.Number(d.Committed), d.Bits(d.Committed), d.Number(d.Own), d.Bits(d.Own)
	}
	return l
}

// String is what people read.
func (l *differenceLine) String() string {
	text := l.Part
	if l.Operator != nil {
		text += fmt.Sprintf(", operator %d: %s (%s)", *l.Operator, l.Kind, l.Where)
	}
	if l.Missing != "" {
		return text + ": " + l.Missing
	}
	if l.Tensor != "" {
		text += ", " + l.Tensor
	}
	return text + fmt.Sprintf(", element %d: committed %s (%s), here %s (%s)", l.Element, l.Committed, l.CommittedBits, l.Own, l.OwnBits)
}

// differs shows a difference.
func (v *verification) differs(line *verifiedLine, d *watch.Difference) error {
	if line.settled {
		v.settled++
	} else {
		v.unequal++
	}
	line.Result, line.Difference = "differs", newDifferenceLine(d)
	return v.show(line)
}

// came shows what something came to by its error: equal, or not to be had. Any
// other is given back.
func (v *verification) came(line *verifiedLine, err error) error {
	switch {
	case errors.Is(err, watch.ErrConfirmed):
		v.equal++
		line.Result = "equal"
	case errors.Is(err, blob.ErrUnavailable):
		v.missing++
		line.Result, line.Reason = "unavailable", err.Error()
	default:
		return err
	}
	return v.show(line)
}

func (v *verification) show(line *verifiedLine) error {
	if line.Event, line.Job = "verified", v.job; v.json() {
		return v.object(line)
	}
	what := map[string]string{"outer": "outer state after it", "evaluation": "validation loss"}[line.What]
	if line.Slot != nil {
		what = fmt.Sprintf("unit of slot %d", *line.Slot)
	}
	where := line.Reason
	if line.Difference != nil {
		where = line.Difference.String()
	}
	if line.Step != nil {
		kind := map[bool]string{true: "batch", false: "step"}[line.What == "evaluation"]
		where = strings.TrimSuffix(fmt.Sprintf("%s %d: %s", kind, *line.Step, where), ": ")
	}
	result := line.Result
	if line.settled {
		result += ", and is " + line.Status + " on the chain"
	}
	v.table.Row(fmt.Sprint(line.Round), what, result, where)
	return nil
}

// steps shows how an execution goes: a bar on a terminal, else a line a step.
type steps struct {
	v    *verification
	what string
	bar  *show.Bar
}

func (v *verification) progress(what string) *steps {
	s := &steps{v: v, what: what}
	if isTerminal(v.err) {
		s.bar = show.NewBar(v.err)
	}
	return s
}

func (s *steps) step(step, of uint32) {
	if s.bar != nil {
		s.bar.Count(int64(step)+1, int64(of), s.what)
		return
	}
	_, _ = fmt.Fprintf(s.v.err, "%s: step %d of 0 to %d is equal\n", s.what, step, of-1) // what cannot be shown does not stop the work
}

func (s *steps) done() {
	if s.bar != nil {
		s.bar.Done()
	}
}
