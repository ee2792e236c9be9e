// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/tensor"
)

// ErrModel is returned for a folder that holds no model.
var ErrModel = errors.New("no model")

// Model is a trained model, ready to be evaluated and sampled.
type Model struct {
	Spec      *spec.Spec
	Tokenizer token.Tokenizer
	run       string // folder of the run it comes from; empty for another's
	machine   Machine
	state     []byte // begins with the parameters
}

// OpenModel opens the newest checkpoint of a run, which may still be going on,
// or a folder in the form of transformers. A context of 0 is the model's own.
func OpenModel(dir string, context int, m Machine) (*Model, error) {
	model := &Model{machine: m}
	var err error
	if _, statErr := os.Stat(filepath.Join(dir, specFile)); statErr == nil {
		err = model.openRun(dir)
	} else {
		err = model.openPretrained(dir)
	}
	if err != nil {
		return nil, err
	}
	if context > 0 {
		model.Spec.Inner.Context = uint32(min(context, spec.MaxContext+1))
	}
	// The model alone: neither the batch nor the digest of its training.
	model.Spec.Inner.Batch, model.Spec.Inner.MicroBatches, model.Spec.ProgramDigest = 1, 1, nil
	return model, nil
}

func (m *Model) openRun(dir string) error {
	r, err := resume(&Options{Folder: dir})
	if err != nil {
		return err
	}
	defer r.text.Close()
	layout, err := program.NewState(r.spec)
	if err != nil {
		return err
	}
	m.Spec, m.Tokenizer, m.run = r.spec, r.tokenizer, dir
	m.state = tensor.Memory(int(layout.DataSize()))
	return readNewest(filepath.Join(dir, stateFolder), layout, m.state)
}

// readNewest reads the newest checkpoint and leaves the folder to the run,
// which may be writing into it.
func readNewest(dir string, layout *program.State, state []byte) error {
	found, err := filepath.Glob(filepath.Join(dir, "step-*.safetensors"))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("%w: %s holds no checkpoint yet; wait for the first one", ErrModel, dir)
	}
	newest := found[len(found)-1] // names sort by step
	id, err := checkpoint.Read(newest, layout, state)
	if err != nil {
		return err
	}
	if !strings.Contains(newest, id.CIDString()) {
		return fmt.Errorf("%w: %s has the content id %s; resume its run, which goes on from the one before", ErrModel, newest, id)
	}
	return nil
}

func (m *Model) openPretrained(dir string) error {
	shape, err := pretrained.ReadModel(dir)
	if err != nil {
		if _, statErr := os.Stat(dir); errors.Is(statErr, fs.ErrNotExist) {
			return fmt.Errorf("%w: %s does not exist; name the folder of a run or of a model", ErrModel, dir)
		}
		return err
	}
	if m.Tokenizer, err = openTokenizer(dir); err != nil {
		return err
	}
	context, err := contextOf(dir)
	if err != nil {
		return err
	}
	if m.Spec, err = specOf(shape, context); err != nil {
		return err
	}
	layout, err := program.NewModel(m.Spec, program.F32)
	if err != nil {
		return err
	}
	m.state = tensor.Memory(int(layout.DataSize()))
	return pretrained.Import(dir, layout, m.state)
}

// openTokenizer reads tokenizer.json; a folder without one speaks bytes.
func openTokenizer(dir string) (token.Tokenizer, error) {
	file, err := os.ReadFile(filepath.Join(dir, data.TokenizerFile))
	if errors.Is(err, fs.ErrNotExist) || err == nil && string(file) == string(token.Bytes().File()) {
		return token.Bytes(), nil
	}
	if err != nil {
		return nil, err
	}
	return token.Load(file)
}

// mostContext is what is planned for a model that could see more.
const mostContext = 2048

// contextOf is the context that a model was trained with.
func contextOf(dir string) (uint32, error) {
	file, err := os.ReadFile(filepath.Join(dir, "config.json"))
	if err != nil {
		return 0, err
	}
	var config struct {
		Positions uint32 `json:"max_position_embeddings"`
	}
	if err := json.Unmarshal(file, &config); err != nil {
		return 0, fmt.Errorf("%w: %s: %w", ErrModel, filepath.Join(dir, "config.json"), err)
	}
	return max(1, min(config.Positions, mostContext)), nil
}

// specOf is a specification around a model that somebody else trained.
func specOf(m spec.Model, context uint32) (*spec.Spec, error) {
	z := Sizes[0]
	z.Batch, z.Context = 1, context
	width := data.WidthOf(int(m.Vocab))
	tokens := uint64(spec.MaxContext) + 1
	s, err := z.Spec(data.Manifest{
		Content: commit.ID{Size: tokens * uint64(width)}, Tokens: tokens, Width: width, Vocabulary: int(m.Vocab),
	}, 1, 0)
	if err != nil {
		return nil, err
	}
	s.Model = m
	return s, s.ValidateDraft()
}

func (m *Model) config() engine.Config {
	return engine.Config{Kernel: m.machine.Kernel, Workers: m.machine.Threads, State: m.state}
}

// Sampler plans the continuing of texts. Close it.
func (m *Model) Sampler() (*Sampler, error) { return NewSampler(m.Spec, m.config()) }

// Evaluator plans evaluations. Close it.
func (m *Model) Evaluator() (*Evaluator, error) { return NewEvaluator(m.Spec, m.Tokenizer, m.config()) }

// Held opens a text to evaluate: at most so many tokens from its start, 0 for
// all. Without a path it is what the model's run held out. The caller calls
// done at the end.
func (m *Model) Held(ctx context.Context, t Text, tokens int) (held Held, done func(), err error) {
	d, err := m.dataset(ctx, t, tokens)
	if err != nil {
		return nil, nil, err
	}
	held, err = m.samples(d)
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	if tokens > 0 {
		held = First(held, max(1, tokens/int(m.Spec.Inner.Context)))
	}
	return held, func() { _ = d.Close() }, nil
}

func (m *Model) dataset(ctx context.Context, t Text, tokens int) (*data.Dataset, error) {
	dir := t.Path
	switch {
	case dir == "" && m.run == "":
		return nil, fmt.Errorf("%w: a model without its run holds no text out; name one with --data", ErrOptions)
	case dir == "":
		b, err := resume(&Options{Folder: m.run})
		if err != nil {
			return nil, err
		}
		return b.text, nil
	case isDataset(dir):
		b, err := openText(dir)
		if err != nil {
			return nil, err
		}
		if string(b.tokenizer.File()) != string(m.Tokenizer.File()) {
			return nil, errors.Join(fmt.Errorf("%w: %s was made with another tokenizer than the model's; name its text", ErrOptions, dir), b.text.Close())
		}
		return b.text, nil
	}
	src, err := t.source()
	if err != nil {
		return nil, err
	}
	return data.InMemory(ctx, start{src, tokens}, data.Options{Tokenizer: m.Tokenizer, Workers: m.machine.Threads})
}

// samples cuts the validation slice, or everything where there is none.
func (m *Model) samples(d *data.Dataset) (Held, error) {
	context := int(m.Spec.Inner.Context)
	if d.Manifest().ValidationTokens > 0 {
		return data.NewValidation(d, context, 1)
	}
	if d.Samples(context) == 0 {
		return nil, fmt.Errorf("%w: %d tokens hold no sample of %d and a target; use more text or a shorter --context",
			data.ErrEmpty, d.Manifest().Tokens, context)
	}
	return whole{d, context}, nil
}

// whole is a dataset of which everything is held out.
type whole struct {
	d       *data.Dataset
	context int
}

func (w whole) Batches() int { return int(w.d.Samples(w.context)) }

func (w whole) Fill(dst tensor.Tensor, i int) error {
	return w.d.Read(dst.U32(), uint64(i)*uint64(w.context))
}

// First is the first n samples of a text.
func First(h Held, n int) Held { return first{h, n} }

type first struct {
	Held
	n int
}

func (f first) Batches() int { return min(f.n, f.Held.Batches()) }
