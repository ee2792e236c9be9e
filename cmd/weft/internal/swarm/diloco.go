// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/outer"
)

// diloco is rounds of inner steps with an exchange at the end of each.
type diloco struct {
	*Swarm
	link  link
	own   outer.State // of the engine
	seats []seat
}

// link is how the slots of a round come to one outer state.
type link interface {
	// send takes what a slot has trained, and renews its error feedback.
	send(u outer.Unit) error
	// fold moves the outer state by what was sent since the last fold.
	fold() (Traffic, error)
}

// seat is what a slot keeps: the state after its latest unit, and the steps
// since its moments were zero (R7).
type seat struct {
	state []byte
	age   uint64
}

func newDiloco(w *Swarm, l link) (*diloco, error) {
	own, err := w.state(w.engine.State())
	return &diloco{w, l, own, make([]seat, w.spec.Rounds.Slots)}, err
}

func (d *diloco) round(number uint64) (loss float64, t Traffic, err error) {
	for slot := range d.seats {
		sum, err := d.unit(number, slot)
		if err != nil {
			return 0, t, fmt.Errorf("slot %d: %w", slot, err)
		}
		loss += sum
	}
	t, err = d.link.fold()
	return loss / float64(len(d.seats)) / float64(d.spec.Inner.Steps), t, err
}

// unit trains a slot for a round, as trainer/worker does: step 0 begins, steps
// 1 to H train, step H+1 encodes.
func (d *diloco) unit(number uint64, slot int) (loss float64, err error) {
	s, h := &d.seats[slot], uint64(d.spec.Inner.Steps)
	var from *outer.State
	if s.state != nil {
		carried, err := d.state(s.state)
		if err != nil {
			return 0, err
		}
		from = &carried
	}
	if err := d.exchange.Begin(d.own, d.global.Params, from); err != nil {
		return 0, err
	}
	for i := uint64(1); i <= h; i++ {
		if err := d.batcher.Fill(d.batch, number, uint32(slot), uint32(i)); err != nil {
			return 0, err
		}
		l, err := d.step(program.Clock{Age: s.age + i, Step: (number-1)*h + i})
		if err != nil {
			return 0, fmt.Errorf("step %d: %w", i, err)
		}
		loss += l
	}
	u := outer.Unit{Base: d.global.Params, Params: d.own.Params, Feedback: d.own.Feedback}
	if err := d.link.send(u); err != nil {
		return 0, err
	}
	d.keep(s)
	return loss, nil
}

// keep notes what the slot carries to its next unit.
func (d *diloco) keep(s *seat) {
	switch d.spec.Outer.Carry {
	case spec.Carry_CARRY_NONE:
		return
	case spec.Carry_CARRY_ALL:
		s.age += uint64(d.spec.Inner.Steps)
	case spec.Carry_CARRY_FEEDBACK, spec.Carry_CARRY_UNSPECIFIED: // its moments start anew
	}
	if s.state == nil {
		s.state = make([]byte, len(d.engine.State()))
	}
	copy(s.state, d.engine.State())
}
