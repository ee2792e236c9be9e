// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrLosses is returned for a record of losses that is not one.
var ErrLosses = errors.New("record of losses cannot be read")

// Losses is the record of a run: a file with one JSON object a step, which
// survives a kill up to its last whole line.
type Losses struct {
	file *os.File
	// First is the loss of step 1; nil before it.
	First *float32
}

type lossLine struct {
	Step uint64  `json:"step"`
	Loss float32 `json:"loss"`
}

// OpenLosses opens a record, or begins one, and forgets the steps after done:
// they will be made again.
func OpenLosses(path string, done uint64) (*Losses, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	l := &Losses{file: f}
	if err := l.rewind(done); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// rewind reads the lines of steps 1 to done and cuts what follows.
func (l *Losses) rewind(done uint64) error {
	r := bufio.NewReader(l.file)
	keep := int64(0)
	for step := uint64(1); step <= done; step++ {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break // written after the checkpoint, and lost with the machine
		}
		if err != nil {
			return err
		}
		var line lossLine
		if err := json.Unmarshal(text, &line); err != nil || line.Step != step {
			return fmt.Errorf("%w: %s, line %d is not step %d; delete the file to go on without it", ErrLosses, l.file.Name(), step, step)
		}
		if step == 1 {
			l.First = &line.Loss
		}
		keep += int64(len(text))
	}
	if err := l.file.Truncate(keep); err != nil {
		return err
	}
	_, err := l.file.Seek(keep, io.SeekStart)
	return err
}

// Add appends a step.
func (l *Losses) Add(step uint64, loss float32) error {
	if step == 1 {
		l.First = &loss
	}
	text, err := json.Marshal(lossLine{step, loss})
	if err != nil {
		return err // a loss that is not finite: the engine has failed before
	}
	_, err = l.file.Write(append(text, '\n'))
	return err
}

// Close closes the file.
func (l *Losses) Close() error {
	if err := l.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}
