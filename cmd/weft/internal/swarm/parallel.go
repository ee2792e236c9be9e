// SPDX-License-Identifier: Apache-2.0

package swarm

import (
	"fmt"

	"github.com/weft-network/weft/chain/program"
)

// parallel is data parallel training. A round is H steps, after which the
// parameters are copied to the outer state.
type parallel struct {
	*Swarm
	rows int // ids of a slot's batch
}

func newParallel(w *Swarm) (*parallel, error) {
	own, err := w.state(w.engine.State())
	if err != nil {
		return nil, err
	}
	for i, t := range own.Params {
		copy(t.Data, w.global.Params[i].Data)
	}
	return &parallel{w, w.batch.Len() / int(w.spec.Rounds.Slots)}, nil
}

func (p *parallel) round(number uint64) (loss float64, t Traffic, err error) {
	h, n := uint64(p.spec.Inner.Steps), uint64(p.spec.Rounds.Slots)
	for i := uint64(1); i <= h; i++ {
		for slot := range n {
			ids := p.batch.U32()[int(slot)*p.rows:][:p.rows]
			if err := p.batcher.Batch(ids, number, uint32(slot), uint32(i)); err != nil {
				return 0, t, err
			}
		}
		at := (number-1)*h + i
		l, err := p.step(program.Clock{Age: at, Step: at})
		if err != nil {
			return 0, t, fmt.Errorf("step %d: %w", i, err)
		}
		loss += l
		t.add(ringBytes(p.bytes32(), n))
	}
	own, err := p.state(p.engine.State())
	for i, from := range own.Params {
		copy(p.global.Params[i].Data, from.Data)
	}
	return loss / float64(h), t, err
}
