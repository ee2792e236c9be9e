// SPDX-License-Identifier: Apache-2.0

package cpu

import "sync"

// pool keeps what a task needs and the compiler would move to the heap, so
// that a step allocates nothing.
type pool[T any] struct{ sync.Pool }

func (p *pool[T]) get() *T {
	if x, ok := p.Get().(*T); ok {
		return x
	}
	return new(T)
}

func (p *pool[T]) put(x *T) { p.Put(x) }
