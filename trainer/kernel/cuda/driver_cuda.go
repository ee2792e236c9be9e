// SPDX-License-Identifier: Apache-2.0

//go:build cuda

package cuda

// #cgo LDFLAGS: -lcuda -ldl
// #include <stddef.h>
// int weft_cuda_load(char *reason, size_t size);
import "C"

import (
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"gorgonia.org/cu"

	"github.com/weft-network/weft/trainer/kernel"
)

// The kernels, for every GPU from compute capability 7.5 on: the driver compiles
// them for its own.
//
//go:embed zweft.ptx
var ptx string

// leastMajor and leastMinor are the compute capability that the PTX is for.
const leastMajor, leastMinor = 7, 5

// load finds the driver.
func load() error {
	var reason [256]C.char
	switch code := C.weft_cuda_load(&reason[0], C.size_t(len(reason))); code {
	case 0:
		return nil
	case -1:
		return fmt.Errorf("%w: no NVIDIA driver: %s; install the driver", ErrUnavailable, C.GoString(&reason[0]))
	case C.int(cu.NoDevice):
		return fmt.Errorf("%w: the driver finds no GPU; see nvidia-smi, and CUDA_VISIBLE_DEVICES", ErrUnavailable)
	default:
		return fmt.Errorf("%w: the driver does not start: CUDA error %d; see nvidia-smi", ErrUnavailable, code)
	}
}

// Built says whether this build has a way to GPUs.
const Built = true

// Devices lists the GPUs of this machine.
func Devices() ([]Info, error) {
	if err := load(); err != nil {
		return nil, err
	}
	n, err := cu.NumDevices()
	if err != nil || n == 0 {
		return nil, fmt.Errorf("%w: the driver finds no GPU: %v", ErrUnavailable, err)
	}
	var list []Info
	for i := range n {
		g, err := open(i)
		if err != nil {
			return nil, err
		}
		list = append(list, g.Info())
		if err := g.Close(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Open returns a kernel on a GPU. The host's kernel executes what the GPU has no
// kernel for.
func Open(index int, host kernel.Kernel) (*Kernel, error) {
	if err := load(); err != nil {
		return nil, err
	}
	n, err := cu.NumDevices()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if index < 0 || index >= n {
		return nil, fmt.Errorf("%w: no device %d; allowed: 0 to %d", ErrUnavailable, index, n-1)
	}
	g, err := open(index)
	if err != nil {
		return nil, err
	}
	if i := g.info; i.Major < leastMajor || (i.Major == leastMajor && i.Minor < leastMinor) {
		return nil, errors.Join(fmt.Errorf("%w: %s; needed: compute capability %d.%d", ErrUnavailable, i, leastMajor, leastMinor), g.Close())
	}
	if err := g.compile(); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return New(g, host), nil
}

// gpu is a Driver.
type gpu struct {
	device    cu.Device
	context   cu.CUContext
	stream    cu.Stream
	module    cu.Module
	functions map[string]cu.Function
	info      Info
	// pages says that pages move by themselves while kernels run, so that they
	// can be told where to be.
	pages bool
	words []unsafe.Pointer
}

var _ Driver = (*gpu)(nil)

// open makes the device's context.
func open(index int) (*gpu, error) {
	device, err := cu.GetDevice(index)
	if err != nil {
		return nil, fmt.Errorf("%w: device %d: %w", ErrUnavailable, index, err)
	}
	g := &gpu{device: device, functions: map[string]cu.Function{}}
	if g.context, err = device.RetainPrimaryCtx(); err != nil {
		return nil, fmt.Errorf("%w: device %d gives no context: %w; see nvidia-smi for who has it", ErrUnavailable, index, err)
	}
	err = g.do(func() error { return g.describe(index) })
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: device %d: %w", ErrUnavailable, index, err), device.ReleasePrimaryCtx())
	}
	return g, nil
}

func (g *gpu) describe(index int) error {
	name, err := g.device.Name()
	if err != nil {
		return err
	}
	values, err := g.device.Attributes(
		cu.ComputeCapabilityMajor, cu.ComputeCapabilityMinor, cu.MultiprocessorCount, cu.ManagedMemory, cu.ConcurrentManagedAccess)
	if err != nil {
		return err
	}
	if values[3] == 0 {
		return errors.New("it has no managed memory")
	}
	free, total, err := cu.MemInfo()
	if err != nil {
		return err
	}
	version := cu.Version()
	g.pages = values[4] != 0
	g.info = Info{
		Index: index, Name: name, Major: values[0], Minor: values[1], Multiprocessors: values[2], Memory: total, Free: free,
		Driver: fmt.Sprintf("%d.%d", version/1000, version%1000/10),
	}
	g.stream, err = cu.MakeStream(cu.NonBlocking)
	return err
}

func (g *gpu) compile() error {
	return g.do(func() error {
		var err error
		if g.module, err = cu.LoadData(ptx); err != nil {
			return fmt.Errorf("%w: the driver, for CUDA %s, does not compile the kernels: %w; install a newer driver", ErrUnavailable, g.info.Driver, err)
		}
		return nil
	})
}

// do runs f with the context, which belongs to a thread.
func (g *gpu) do(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cu.SetCurrentContext(g.context); err != nil {
		return err
	}
	return f()
}

// Info implements Driver. What is free is what was when the device was opened,
// less what it gave: pages that nobody has touched show nowhere else.
func (g *gpu) Info() Info { return g.info }

// Alloc implements Driver. More than is free would do, slowly: pages would move
// to the host and back. It is refused.
func (g *gpu) Alloc(n int) ([]byte, error) {
	if int64(n) > g.info.Free {
		return nil, &TooLittle{Device: g.info.String(), Wanted: int64(n), Free: g.info.Free}
	}
	var at cu.DevicePtr
	err := g.do(func() error {
		var err error
		if at, err = cu.MemAllocManaged(int64(n), cu.AttachGlobal); err != nil {
			return err
		}
		if g.pages {
			if err := at.MemAdvise(int64(n), cu.SetPreferredLocation, g.device); err != nil {
				return err
			}
			if err := at.MemPrefetchAsync(int64(n), g.device, g.stream); err != nil {
				return err
			}
		}
		if err := cu.MemsetD8Async(at, 0, int64(n), g.stream); err != nil {
			return err
		}
		return g.stream.Synchronize()
	})
	switch {
	case errors.Is(err, cu.OutOfMemory):
		return nil, &TooLittle{Device: g.info.String(), Wanted: int64(n), Free: g.info.Free}
	case err != nil:
		return nil, fmt.Errorf("%w: memory of %d bytes: %w", ErrDevice, n, err)
	}
	g.info.Free -= int64(n)
	// The address is the driver's, on both sides; Go manages nothing there.
	return unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), at.Uintptr())), n), nil
}

// Free implements Driver.
func (g *gpu) Free(b []byte) error {
	at := cu.DevicePtr(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
	if err := g.do(func() error { return cu.MemFree(at) }); err != nil {
		return fmt.Errorf("%w: memory given back: %w", ErrDevice, err)
	}
	g.info.Free += int64(len(b))
	return nil
}

// word is what gorgonia.org/cu copies of each argument.
const word = 8

// Launch implements Driver. A kernel has one parameter, a struct. The package
// copies arguments of one word, one after another; the driver reads the struct
// where the first was put. So the words of the struct are the arguments.
func (g *gpu) Launch(kernel string, blocks, threads int, params []byte) error {
	g.words = g.words[:0]
	for i := 0; i < len(params); i += word {
		g.words = append(g.words, unsafe.Pointer(&params[i]))
	}
	err := g.do(func() error {
		f, ok := g.functions[kernel]
		if !ok {
			var err error
			if f, err = g.module.Function(kernel); err != nil {
				return err
			}
			g.functions[kernel] = f
		}
		return f.Launch(blocks, 1, 1, threads, 1, 1, 0, g.stream, g.words)
	})
	if err != nil {
		return fmt.Errorf("%w: %s, %d blocks of %d threads: %w", ErrDevice, kernel, blocks, threads, err)
	}
	return nil
}

// Wait implements Driver.
func (g *gpu) Wait() error {
	if err := g.do(g.stream.Synchronize); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDevice, g.info, err)
	}
	return nil
}

// Close implements Driver.
func (g *gpu) Close() error {
	err := g.do(func() error {
		var unload error
		if g.module != (cu.Module{}) {
			unload = g.module.Unload()
		}
		return errors.Join(unload, g.stream.Destroy())
	})
	return errors.Join(err, g.device.ReleasePrimaryCtx())
}
