// SPDX-License-Identifier: Apache-2.0

package local

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// ErrProcess is a part of the network that ended although nobody stopped it.
var ErrProcess = errors.New("a process of the network ended")

// errQuiet is the end of a process that did not say why.
var errQuiet = errors.New("it ended without an error")

// process is a program to run.
type process struct {
	name    string
	program string
	args    []string
	// line is told of every line of the standard output; may be nil.
	line func([]byte)
}

// running is a process. What it says goes to a file in the folder logs.
type running struct {
	name string
	cmd  *exec.Cmd
	log  string
	done chan struct{}

	mu      sync.Mutex
	err     error
	stopped bool
}

func (o *Options) spawn(p process) (*running, error) {
	dir := filepath.Join(o.Home, "logs")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	r := &running{name: p.name, log: filepath.Join(dir, p.name+".log"), done: make(chan struct{})}
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	r.cmd = exec.CommandContext(context.Background(), p.program, p.args...) // stop ends it, in order
	r.cmd.Stderr = log
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	r.cmd.SysProcAttr = &syscall.SysProcAttr{}
	own(r.cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		// The kernel ends the process with the thread that started it.
		runtime.LockOSThread()
		err := r.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		lines(out, log, p.line)
		err = r.cmd.Wait()
		r.mu.Lock()
		if !r.stopped {
			r.err = fmt.Errorf("%w: %s; what it said is in %s: %w", ErrProcess, r.name, r.log, cmp.Or(err, errQuiet))
		}
		r.mu.Unlock()
		_ = log.Close()
		close(r.done)
	}()
	if err := <-started; err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", p.name, err), log.Close())
	}
	return r, nil
}

// maxLine is the longest line that is read.
const maxLine = 1 << 20

func lines(out io.Reader, log io.Writer, line func([]byte)) {
	in := bufio.NewScanner(out)
	in.Buffer(nil, maxLine)
	for in.Scan() {
		_, _ = fmt.Fprintf(log, "%s\n", in.Bytes())
		if line != nil {
			line(in.Bytes())
		}
	}
	_, _ = io.Copy(log, out) //nolint:errcheck // so that the process does not block
}

// failed is why the process ended, nil while it runs or when it was stopped.
func (r *running) failed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// grace is how long a process may take to stop.
const grace = 20 * time.Second

// stop asks a process to end, as Ctrl-C does, and makes it if it does not.
func (r *running) stop() error {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	_ = r.cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
	select {
	case <-r.done:
		return nil
	case <-time.After(grace):
		return errors.Join(fmt.Errorf("%w: %s did not stop within %s and was killed", ErrProcess, r.name, grace), r.kill())
	}
}

// kill ends a process as a power cut would.
func (r *running) kill() error {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	err := r.cmd.Process.Kill()
	<-r.done
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
