// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"errors"
	"fmt"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data/token"
	"github.com/weft-network/weft/trainer/engine"
)

// ErrPrompt is returned for a text that a model cannot continue.
var ErrPrompt = errors.New("prompt cannot be continued")

// Sampler continues texts: one prefill for what is there, then one decode for
// every further token. Both give the same bits, so where a text is cut changes
// nothing.
type Sampler struct {
	prefill, decode *engine.Engine
	dims            program.Dims
	ids, last       int // inputs of prefill
	id, at, seen    int // inputs of decode
	caches          []int
}

// NewSampler plans both programs of a model. They read the parameters that cfg
// gives them.
func NewSampler(s *spec.Spec, cfg engine.Config) (*Sampler, error) {
	prefill, err := program.BuildPrefill(s)
	if err != nil {
		return nil, err
	}
	decode, err := program.BuildDecode(s)
	if err != nil {
		return nil, err
	}
	m := &Sampler{dims: prefill.Dims}
	for _, in := range []struct {
		p    *program.Program
		name string
		to   *int
	}{
		{prefill, "ids", &m.ids},
		{prefill, "last", &m.last},
		{decode, "id", &m.id},
		{decode, "position", &m.at},
		{decode, "position+1", &m.seen},
	} {
		if *in.to, err = inputNamed(in.p, in.name); err != nil {
			return nil, err
		}
	}
	// Output 0 is the logits, the others are caches in the order in which
	// decode takes them.
	for _, o := range decode.Outputs()[1:] {
		i, err := inputNamed(decode, o.Name)
		if err != nil {
			return nil, err
		}
		m.caches = append(m.caches, i)
	}
	if m.prefill, err = engine.New(prefill, cfg); err != nil {
		return nil, err
	}
	if m.decode, err = engine.New(decode, cfg); err != nil {
		m.prefill.Close()
		return nil, err
	}
	return m, nil
}

// Close ends both engines.
func (m *Sampler) Close() {
	m.prefill.Close()
	m.decode.Close()
}

// Stop ends a Generate in progress.
func (m *Sampler) Stop() {
	m.prefill.Stop()
	m.decode.Stop()
}

// Memory is the bytes of both engines, without the parameters.
func (m *Sampler) Memory() int64 {
	return m.prefill.Memory() + m.decode.Memory() - int64(len(m.prefill.State())+len(m.decode.State()))
}

// State is the memory of the parameters.
func (m *Sampler) State() []byte { return m.prefill.State() }

// Prompt is the tokens of a text; an empty one is the start of a document.
func Prompt(t token.Tokenizer, text string) []uint32 {
	ids := t.Encode(nil, []byte(text))
	if id, ok := t.BOS(); ok && len(ids) == 0 {
		ids = append(ids, id)
	}
	return ids
}

// Generate continues a prompt by n tokens and hands each to emit. A text that
// outgrows the context goes on from its second half.
func (m *Sampler) Generate(ctx context.Context, prompt []uint32, n int, draw *Draw, emit func(id uint32) error) error {
	if len(prompt) == 0 {
		return fmt.Errorf("%w: it has no token; give a prompt of at least one character", ErrPrompt)
	}
	text := append([]uint32(nil), prompt...)
	if len(text) > m.dims.Context {
		text = text[len(text)-m.dims.Context:]
	}
	logits, err := m.fill(text)
	for range n {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		id := draw.Next(logits)
		if err := emit(id); err != nil {
			return err
		}
		if len(text) == m.dims.Context {
			text = append(text[:0], text[m.dims.Context-m.dims.Context/2:]...)
			text = append(text, id)
			logits, err = m.fill(text)
			continue
		}
		text = append(text, id)
		logits, err = m.next(id, len(text)-1)
	}
	return err
}

// fill reads a whole text and hands its caches to decode.
func (m *Sampler) fill(text []uint32) ([]float32, error) {
	ids := m.prefill.Input(m.ids).U32()
	clear(ids[copy(ids, text):])
	m.prefill.Input(m.last).U32()[0] = uint32(len(text) - 1)
	if err := m.prefill.Run(); err != nil {
		return nil, err
	}
	return m.prefill.Output(0).F32(), m.keep(m.prefill)
}

// next reads one more token.
func (m *Sampler) next(id uint32, at int) ([]float32, error) {
	m.decode.Input(m.id).U32()[0] = id
	m.decode.Input(m.at).U32()[0] = uint32(at)
	m.decode.Input(m.seen).U32()[0] = uint32(at + 1)
	if err := m.decode.Run(); err != nil {
		return nil, err
	}
	return m.decode.Output(0).F32(), m.keep(m.decode)
}

// keep copies the caches that e made to where decode reads them.
func (m *Sampler) keep(e *engine.Engine) error {
	for o, in := range m.caches {
		if err := m.decode.Load(in, e.Output(o+1)); err != nil {
			return err
		}
	}
	return nil
}
