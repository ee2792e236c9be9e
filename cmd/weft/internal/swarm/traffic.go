// SPDX-License-Identifier: Apache-2.0

package swarm

// Traffic is what one slot sends and receives, in bytes of deltas: without the
// chain's transactions, the anchors that audits need, and the protocols below.
type Traffic struct{ Up, Down uint64 }

func (t *Traffic) add(u Traffic) { t.Up, t.Down = t.Up+u.Up, t.Down+u.Down }

// Ratios say how many times less a slot moves than data parallel training of
// as many steps: U by what it uploads, against a gradient sent once a step; R by
// what it receives, against a ring all-reduce of gradients. 32 and 16 are the
// bits of an element of the gradients. nil where nothing is moved.
type Ratios struct {
	U32 *float64 `json:"u32"`
	U16 *float64 `json:"u16"`
	R32 *float64 `json:"r32"`
	R16 *float64 `json:"r16"`
}

// ratios of a run: a model of params parameters, steps of each of n slots.
func ratios(t Traffic, params, steps, n uint64) Ratios {
	gradients := float64(params) * float64(steps)
	ring := 2 * float64(n-1) / float64(n)
	over := func(bytes float64, moved uint64) *float64 {
		if moved == 0 || bytes == 0 {
			return nil
		}
		r := bytes / float64(moved)
		return &r
	}
	return Ratios{
		U32: over(4*gradients, t.Up), U16: over(2*gradients, t.Up),
		R32: over(ring*4*gradients, t.Down), R16: over(ring*2*gradients, t.Down),
	}
}

// ringBytes is what each of n slots sends, and receives, in a ring all-reduce.
func ringBytes(bytes, n uint64) Traffic {
	b := 2 * (n - 1) * bytes / n
	return Traffic{b, b}
}
