// SPDX-License-Identifier: Apache-2.0

package pretrained

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
)

const (
	headName  = "lm_head.weight"
	embedName = "model.embed_tokens.weight"
	// partBytes is how much of a tensor is read and converted at a time.
	partBytes = 1 << 20
)

// Import fills the parameters of a state from a checkpoint of the Llama family:
// a safetensors file, a folder, or the index of several files. Nothing else in
// data changes. Numbers of less than binary32 are converted exactly. Tensors
// that are missing, too many, or of another shape are an ErrTensors, before
// anything is read; after another error the parameters have no meaning.
func Import(path string, l *program.State, data []byte) (err error) {
	first, end := l.Range(program.ClassParam)
	if uint64(len(data)) < end {
		return fmt.Errorf("%w: memory of %d bytes; want %d", ErrTensors, len(data), end)
	}
	s, err := openSource(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	wanted, err := s.match(l)
	if err != nil {
		return err
	}
	return s.read(wanted, data[first:end])
}

// found is a tensor of the model and where it comes from.
type found struct {
	want program.StateTensor
	entry
}

// match finds every parameter of the layout, and nothing else.
func (s *source) match(l *program.State) ([]found, error) {
	var list []found
	rest := maps.Clone(s.tensors)
	for t := range l.All() {
		if t.Class != program.ClassParam {
			continue
		}
		e, ok := s.tensors[t.Name]
		if !ok {
			return nil, fmt.Errorf("%w: %s has no %s, which is %v%s", ErrTensors, s.path, t.Name, []int(t.Shape), s.tieHint(t.Name))
		}
		if err := e.fits(&t); err != nil {
			return nil, err
		}
		delete(rest, t.Name)
		list = append(list, found{t, e})
	}
	if head, ok := rest[headName]; ok {
		if err := s.sameAsEmbedding(head); err != nil {
			return nil, err
		}
		delete(rest, headName)
	}
	var extra []string
	for name := range rest {
		if !ignored(name) {
			extra = append(extra, name)
		}
	}
	if len(extra) > 0 {
		slices.Sort(extra)
		x := rest[extra[0]].tensor
		return nil, fmt.Errorf("%w: %s has %.80q, %v %v, which the model lacks; %d such tensors in all",
			ErrTensors, s.path, extra[0], x.DType, x.Shape, len(extra))
	}
	return list, nil
}

// fits compares shapes and says both.
func (e *entry) fits(t *program.StateTensor) error {
	same := slices.EqualFunc(t.Shape, e.tensor.Shape, func(a int, b uint64) bool { return uint64(a) == b })
	if !same {
		return fmt.Errorf("%w: %s: %s is %v; want %v", ErrTensors, e.file.Path(), t.Name, e.tensor.Shape, []int(t.Shape))
	}
	switch e.tensor.DType {
	case safetensors.F32, safetensors.F16, safetensors.BF16:
		return nil
	}
	return fmt.Errorf("%w: %s: %s is %v; want F32, F16 or BF16", ErrTensors, e.file.Path(), t.Name, e.tensor.DType)
}

func (s *source) tieHint(name string) string {
	if _, ok := s.tensors[embedName]; ok && name == headName {
		return "; if the checkpoint ties it to the embedding, set model.tied = true"
	}
	return ""
}

// ignored are tensors that no model needs: tables that old versions stored, and
// the rest of a state of ours.
func ignored(name string) bool {
	return strings.HasSuffix(name, ".rotary_emb.inv_freq") || program.StateOnly(name)
}

// sameAsEmbedding accepts the copy of a tied head that some writers store.
func (s *source) sameAsEmbedding(head entry) error {
	embed := s.tensors[embedName]
	differs := fmt.Errorf("%w: %s: %s is not %s, but the model ties them; set model.tied = false", ErrTensors, head.file.Path(), headName, embedName)
	if head.tensor.DType != embed.tensor.DType || !slices.Equal(head.tensor.Shape, embed.tensor.Shape) {
		return differs
	}
	a, b := make([]byte, partBytes), make([]byte, partBytes)
	for at := uint64(0); at < head.tensor.Bytes; at += partBytes {
		n := min(partBytes, head.tensor.Bytes-at)
		if err := head.file.ReadAt(head.tensor, a[:n], at); err != nil {
			return err
		}
		if err := embed.file.ReadAt(embed.tensor, b[:n], at); err != nil {
			return err
		}
		if !slices.Equal(a[:n], b[:n]) {
			return differs
		}
	}
	return nil
}

// read fills params, part by part on all processors.
func (s *source) read(list []found, params []byte) error {
	workers := runtime.GOMAXPROCS(0)
	scratch := make(chan []byte, workers)
	for range workers {
		scratch <- make([]byte, partBytes/2)
	}
	var g errgroup.Group
	g.SetLimit(workers)
	for _, f := range list {
		to := params[f.want.Offset : f.want.Offset+f.want.Bytes]
		for at := 0; at < len(to); at += partBytes {
			g.Go(func() error {
				buf := <-scratch
				defer func() { scratch <- buf }()
				return f.file.ReadF32(f.tensor, to[at:min(at+partBytes, len(to))], uint64(at/4), buf)
			})
		}
	}
	return g.Wait()
}
