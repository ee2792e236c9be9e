// SPDX-License-Identifier: Apache-2.0

package program

import "fmt"

// Where says in words what operator k belongs to: a stage, its layer or tensor,
// and its micro-batch. It is for people; no rule depends on it.
func (p *Program) Where(k int) (string, error) {
	if k < 0 || k >= p.NumOps() {
		return "", fmt.Errorf("%w: operator %d of %d", ErrRange, k, p.NumOps())
	}
	s, micro, i := p.find(k)
	text := s.name
	switch {
	case s.name == sLayerGrad:
		text += fmt.Sprintf(" %d", p.Dims.Layers-1-i)
	case s.count > 1:
		text += fmt.Sprintf(" %d", i)
	}
	if s.region == inside && p.micro > 1 {
		text += fmt.Sprintf(", micro-batch %d", micro)
	}
	return text, nil
}
