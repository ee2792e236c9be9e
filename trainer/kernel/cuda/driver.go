// SPDX-License-Identifier: Apache-2.0

package cuda

import (
	"errors"
	"fmt"
)

var (
	// ErrUnavailable is returned where no GPU can be used; the text says why.
	ErrUnavailable = errors.New("cuda: no GPU to be used")
	// ErrMemory is the cause of every TooLittle.
	ErrMemory = errors.New("cuda: not enough memory on the device")
	// ErrDevice is returned when a device failed; what it computed is lost.
	ErrDevice = errors.New("cuda: device failed")
)

// TooLittle says what did not fit on a device, and what would.
type TooLittle struct {
	Device       string
	Wanted, Free int64
}

// Error implements error.
func (e *TooLittle) Error() string {
	return fmt.Sprintf("%v: %s has %d bytes free, %d more are wanted; allow --memory %d or less, use more micro-batches, or end other programs on it",
		ErrMemory, e.Device, e.Free, e.Wanted, e.Free)
}

// Unwrap makes every TooLittle an ErrMemory.
func (e *TooLittle) Unwrap() error { return ErrMemory }

// Info describes a device.
type Info struct {
	// Index is the number by which the driver knows it.
	Index int    `json:"index"`
	Name  string `json:"name"`
	// Major and Minor are the compute capability.
	Major int `json:"major"`
	Minor int `json:"minor"`
	// Multiprocessors is what tiles of products are shared out to.
	Multiprocessors int `json:"multiprocessors"`
	// Memory and Free are bytes of its memory.
	Memory int64 `json:"memory"`
	Free   int64 `json:"free"`
	// Driver is the version of CUDA that the driver speaks, as in 12.4.
	Driver string `json:"driver"`
}

// String names a device for people.
func (i Info) String() string {
	return fmt.Sprintf("cuda:%d %s, compute capability %d.%d", i.Index, i.Name, i.Major, i.Minor)
}

// Driver is a device. Kernels run in the order in which they are launched, each
// after the one before has ended; Launch does not wait for them. A Driver is
// for one goroutine at a time.
type Driver interface {
	Info() Info
	// Alloc returns n zero bytes at addresses that are the same on both sides,
	// divisible by 256.
	Alloc(n int) ([]byte, error)
	// Free takes back what Alloc gave, once all kernels have run.
	Free(b []byte) error
	// Launch runs a kernel of src by its name, with a struct of param.
	Launch(kernel string, blocks, threads int, params []byte) error
	// Wait returns when all kernels have run.
	Wait() error
	Close() error
}
