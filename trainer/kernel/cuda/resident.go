// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"github.com/weft-network/weft/trainer/kernel/cuda/param"
	"github.com/weft-network/weft/trainer/tensor"
)

// Join and Leave count the engines that work here.
func (k *Kernel) Join() { k.engines.Add(1) }

// Leave is the end of what Join began.
func (k *Kernel) Leave() { k.engines.Add(-1) }

// Memory returns n zero bytes on the device, which the host may use after Wait.
func (k *Kernel) Memory(n int) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mem.alloc(n)
}

// Release takes back what Memory gave, after all calls.
func (k *Kernel) Release(b []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.wait(); err != nil {
		return err
	}
	return k.mem.free(b)
}

// Free is the bytes of memory that nobody has.
func (k *Kernel) Free() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mem.driver.Info().Free
}

// Wait returns when all calls have run, with the first fault since New.
func (k *Kernel) Wait() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wait()
}

func (k *Kernel) wait() error {
	if k.failed == nil {
		k.failed = k.mem.driver.Wait()
	}
	return k.failed
}

// Move copies memory of the device after earlier calls.
func (k *Kernel) Move(to, from []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failed != nil || len(to) == 0 {
		return
	}
	p := param.Move{Out: pointer(to), In: pointer(from), Unit: 1}
	for _, unit := range []int32{16, 4, 2} {
		if (uint64(p.Out)|uint64(p.In)|uint64(len(to)))%uint64(unit) == 0 {
			p.Unit = unit
			break
		}
	}
	p.Count = int64(len(to)) / int64(p.Unit)
	k.failed = launch(k, "move_units", k.each(int(p.Count)), threads, &p)
}

// Infinite is the index of the first tensor with a number that is not finite,
// or -1. It waits for all calls.
func (k *Kernel) Infinite(tensors []tensor.Tensor) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.answers(&k.flags, 4*len(tensors)); err != nil {
		return -1, err
	}
	flags := tensor.Tensor{Type: tensor.U32, Data: k.flags}.U32()
	clear(flags)
	for i, t := range tensors {
		err := launch(k, "find_infinite", k.each(t.Len()), threads, &param.Finite{
			Flag: pointer(k.flags[4*i:]), In: pointer(t.Data), Elements: int64(t.Len()), Type: int32(t.Type),
		})
		if err != nil {
			k.failed = err
			return -1, err
		}
	}
	if err := k.wait(); err != nil {
		return -1, err
	}
	for i := range tensors {
		if flags[i] != 0 {
			return i, nil
		}
	}
	return -1, nil
}

// answers makes memory for n bytes, which the host may write: it waits.
func (k *Kernel) answers(b *[]byte, n int) error {
	if err := k.wait(); err != nil || n <= len(*b) {
		return err
	}
	if *b != nil {
		if err := k.mem.free(*b); err != nil {
			return err
		}
	}
	var err error
	*b, err = k.mem.alloc(n)
	return err
}

// Leaves is the BLAKE3 digest of each piece of so many bytes, at most 1 MiB;
// the last may be shorter. It waits for all calls.
func (k *Kernel) Leaves(data []byte, size int) ([][32]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := (len(data) + size - 1) / size
	if n == 0 {
		return nil, nil
	}
	if err := k.answers(&k.roots, 32*n); err != nil {
		return nil, err
	}
	err := launch(k, "hash_leaves", n, threads, &param.Hash{
		Out: pointer(k.roots), In: pointer(data), Bytes: int64(len(data)), Size: int64(size),
	})
	if err != nil {
		k.failed = err
		return nil, err
	}
	if err := k.wait(); err != nil {
		return nil, err
	}
	digests := make([][32]byte, n)
	for i := range digests {
		copy(digests[i][:], k.roots[32*i:])
	}
	return digests, nil
}
