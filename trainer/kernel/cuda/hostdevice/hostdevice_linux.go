// SPDX-License-Identifier: Apache-2.0

package hostdevice

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/weft-network/weft/trainer/kernel/cuda"
)

// ErrCompiler is returned where no C++ compiler is.
var ErrCompiler = errors.New("hostdevice: no C++ compiler; install g++, or name one in CXX")

// Memory of the first device begins at origin, in both processes: far from
// where either puts anything by itself. That of the next begins apart from it.
const (
	origin = 0x2000_0000_0000
	apart  = 1 << 40
)

// opened counts devices.
var opened atomic.Int64

// page is what memory is given in.
const page = 1 << 16

// Device is a process that runs kernels.
type Device struct {
	info cuda.Info
	cmd  *exec.Cmd
	in   *bufio.Writer
	pipe io.Closer
	out  io.Reader
	file *os.File
	base int // where memory begins
	next int // bytes of the file given so far
	// failed is of an order.
	failed error
}

var _ cuda.Driver = (*Device)(nil)

// Config is what the device says of itself, and what it refuses.
type Config struct {
	// Multiprocessors decides how work is cut up; 0 is 1.
	Multiprocessors int
	// Memory bounds what it gives; 0 is 8 GiB.
	Memory int64
}

// building keeps tests from compiling the same at the same time.
var building sync.Mutex

// Build compiles the kernels of the folder src into a program in the folder
// dir, unless it is there, and returns its path.
func Build(src, host, dir string) (string, error) {
	building.Lock()
	defer building.Unlock()
	compiler := os.Getenv("CXX")
	if compiler == "" {
		compiler = "g++"
	}
	compiler, err := exec.LookPath(compiler)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCompiler, err)
	}
	args := []string{
		"-std=c++17", "-O2", "-ffp-contract=off", "-fno-strict-aliasing", "-DWEFT_HOST",
		"-fsanitize=alignment", "-fsanitize-undefined-trap-on-error", // a GPU faults where a processor does not
		"-I", host, "-I", src,
		filepath.Join(host, "blocks.cc"), filepath.Join(host, "process.cc"),
	}
	if runtime.GOARCH == "amd64" {
		args = append(args, "-mfma") // fmaf in one instruction; it rounds the same in software
	}
	sum, err := digest(args, src, host)
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "hostdevice-"+sum)
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	file, err := os.CreateTemp(dir, "made-*")
	if err != nil {
		return "", err
	}
	made := file.Name()
	if err := file.Close(); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(context.Background(), compiler, append(args, "-o", made)...) //nolint:gosec // whoever runs a test names its compiler
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("hostdevice: %w: %s", err, text)
	}
	return program, os.Rename(made, program)
}

// digest names what a program is compiled from.
func digest(args []string, dirs ...string) (string, error) {
	h := sha256.New()
	fmt.Fprint(h, args)
	for _, dir := range dirs {
		for _, pattern := range []string{"*.cu", "*.cuh", "*.h", "*.cc"} {
			files, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				return "", err
			}
			slices.Sort(files)
			for _, name := range files {
				text, err := os.ReadFile(name)
				if err != nil {
					return "", err
				}
				h.Write(text)
			}
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8]), nil
}

// Open starts a program of Build.
func Open(program string, cfg Config) (*Device, error) {
	fd, err := unix.MemfdCreate("weft-hostdevice", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("hostdevice: %w", err)
	}
	d := &Device{
		info: cuda.Info{
			Name: "host device", Major: 7, Minor: 5, Multiprocessors: max(1, cfg.Multiprocessors), Memory: cfg.Memory, Driver: "none",
		},
		cmd: exec.CommandContext(context.Background(), program), file: os.NewFile(uintptr(fd), "memory"),
		base: int(origin + (opened.Add(1)-1)%16*apart),
	}
	if d.info.Memory == 0 {
		d.info.Memory = 8 << 30
	}
	d.info.Free = d.info.Memory
	d.cmd.Stderr, d.cmd.ExtraFiles = os.Stderr, []*os.File{d.file}
	in, err := d.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if d.out, err = d.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	d.pipe, d.in = in, bufio.NewWriter(in)
	return d, d.cmd.Start()
}

// Info implements cuda.Driver.
func (d *Device) Info() cuda.Info { return d.info }

// Alloc gives memory at an address that no earlier memory had.
func (d *Device) Alloc(n int) ([]byte, error) {
	size := (n + page - 1) / page * page
	if int64(size) > d.info.Free {
		return nil, &cuda.TooLittle{Device: d.info.Name, Wanted: int64(n), Free: d.info.Free}
	}
	at := d.next
	if err := d.file.Truncate(int64(at + size)); err != nil {
		return nil, err
	}
	// The address lies in no memory that Go manages.
	p, err := unix.MmapPtr(int(d.file.Fd()), int64(at), unsafe.Add(unsafe.Pointer(nil), uintptr(d.base+at)), uintptr(size),
		unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_FIXED_NOREPLACE)
	if err != nil {
		return nil, fmt.Errorf("hostdevice: memory: %w", err)
	}
	d.next += size
	d.info.Free -= int64(size)
	d.order('M', uint64(d.base+at), uint64(size), uint64(at))
	return unsafe.Slice((*byte)(p), size)[:n:size], d.answer()
}

// Free takes memory back.
func (d *Device) Free(b []byte) error {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	d.order('U', uint64(at), uint64(cap(b)))
	d.info.Free += int64(cap(b))
	if err := d.Wait(); err != nil {
		return err
	}
	if err := unix.MunmapPtr(unsafe.Pointer(unsafe.SliceData(b)), uintptr(cap(b))); err != nil {
		return err
	}
	return unix.Fallocate(int(d.file.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, int64(at)-int64(d.base), int64(cap(b)))
}

// order writes a letter and numbers; what goes wrong shows in answer.
func (d *Device) order(letter byte, numbers ...any) {
	d.failed = errors.Join(d.failed, d.in.WriteByte(letter))
	for _, n := range numbers {
		d.failed = errors.Join(d.failed, binary.Write(d.in, binary.LittleEndian, n))
	}
}

// Launch implements cuda.Driver.
func (d *Device) Launch(kernel string, blocks, threads int, params []byte) error {
	d.order('L', uint32(len(kernel)), uint32(blocks), uint32(threads), uint32(len(params)), []byte(kernel), params)
	return d.in.Flush()
}

// Wait implements cuda.Driver.
func (d *Device) Wait() error {
	d.order('W')
	return d.answer()
}

func (d *Device) answer() error {
	if err := errors.Join(d.failed, d.in.Flush()); err != nil {
		return fmt.Errorf("%w: %w", cuda.ErrDevice, err)
	}
	var ok [1]byte
	if _, err := io.ReadFull(d.out, ok[:]); err != nil {
		return fmt.Errorf("%w: %w", cuda.ErrDevice, err)
	}
	return nil
}

// Close ends the process. Memory stays, for whoever still reads it.
func (d *Device) Close() error {
	return errors.Join(d.pipe.Close(), d.cmd.Wait(), d.file.Close())
}
