// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/kernel"
)

var (
	// ErrOptions is returned for options that do not go together.
	ErrOptions = errors.New("options do not go together")
	// ErrFolder is returned for a folder that does not hold what it should.
	ErrFolder = errors.New("folder cannot be used")
	// ErrText is returned when the text is not the one of a specification.
	ErrText = errors.New("text is not that of the specification")
)

// Options say what to train, on what, where and with what.
type Options struct {
	// Folder is where everything is kept. With Resume it holds a run.
	Folder string
	Resume bool
	// Spec is the model and its training. Without it, Size and Steps are.
	Spec *spec.Spec
	Size Size
	// Profile is the arithmetic of the size's products; f32 if unspecified.
	Profile spec.Profile
	Steps   uint64
	Seed    uint64
	// Text is what to train on.
	Text Text
	// Machine is what to train with.
	Machine Machine
	Plan    Plan
	Watcher Watcher
}

// Machine is what a run may use of a machine. None of it changes a bit.
type Machine struct {
	Kernel  kernel.Kernel
	Threads int   // 0: all
	Memory  int64 // bytes; 0: no bound
}

// Text is a text to train on or to evaluate.
type Text struct {
	// Path is a text file, a folder, a file of JSON lines, or the folder of a
	// dataset. Empty means the Go source tree of this machine.
	Path string
	// Include are patterns of the files of a folder.
	Include []string
	// Tokenizer is empty for the byte-level one.
	Tokenizer []byte
	// Progress may be nil.
	Progress func(data.Progress)
}

// source opens the text.
func (t *Text) source() (corpus.Source, error) {
	o := corpus.Options{Include: t.Include}
	if t.Path == "" {
		return corpus.OpenGoTree(o)
	}
	return corpus.Open(t.Path, o)
}

// tokenizer is the byte-level one unless there is a file.
func (t *Text) tokenizer() (token.Tokenizer, error) {
	if len(t.Tokenizer) == 0 {
		return token.Bytes(), nil
	}
	return token.Load(t.Tokenizer)
}

// HeldOut is how many tokens of a text are kept for validation: at most a 20th,
// and no more than what takes about as long as a few steps.
func HeldOut(tokens uint64) uint64 {
	const most = 1<<16 + 1
	return min(tokens/20, most)
}

// checkText compares a dataset with what a specification says of its text.
func checkText(s *spec.Spec, m data.Manifest) error {
	want, got := &s.Data, m.Content
	switch {
	case string(want.Dataset.Digest) != string(got.Digest[:]) || want.Dataset.Size_ != got.Size:
		return fmt.Errorf("%w: data.dataset is %x of %d bytes, the text gives %s of %d; use the text that it was written for, "+
			"or write these into it", ErrText, want.Dataset.Digest, want.Dataset.Size_, got.Digest, got.Size)
	case want.ValidationTokens != m.ValidationTokens:
		return fmt.Errorf("%w: data.validation_tokens is %d, the dataset keeps %d; write that into it",
			ErrText, want.ValidationTokens, m.ValidationTokens)
	}
	return nil
}
