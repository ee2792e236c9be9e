// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/engine"
)

// What a sample is.
const (
	prompt       = "func "
	sampleTokens = 200
	temperature  = 0.7
)

// evaluate measures the first parameters and the model on the text that was
// held out, and lets the model write.
func (n *Network) evaluate(ctx context.Context, s *Summary) (err error) {
	first := filepath.Join(n.o.Home, "first")
	if err := n.writeFirst(first); err != nil {
		return err
	}
	if s.ValLossStart, err = n.score(ctx, first); err != nil {
		return err
	}
	if s.ValLoss, err = n.score(ctx, s.Checkpoint); err != nil {
		return err
	}
	m, err := lab.OpenModel(s.Checkpoint, 0, n.o.Machine)
	if err != nil {
		return err
	}
	sampler, err := m.Sampler()
	if err != nil {
		return err
	}
	defer sampler.Close()
	var ids []uint32
	err = sampler.Generate(ctx, lab.Prompt(m.Tokenizer, prompt), sampleTokens, lab.NewDraw(temperature, 1), func(id uint32) error {
		ids = append(ids, id)
		return nil
	})
	s.Sample = prompt + strings.ToValidUTF8(string(m.Tokenizer.Decode(nil, ids)), "?")
	return err
}

// writeFirst makes the folder of the parameters that the job began with.
func (n *Network) writeFirst(dir string) error {
	p, err := program.BuildInit(n.Spec)
	if err != nil {
		return err
	}
	e, err := engine.New(p, engine.Config{Kernel: n.o.Machine.Kernel, Workers: n.o.Machine.Threads})
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Run(); err != nil {
		return err
	}
	layout, err := program.NewModel(n.Spec, program.F32)
	if err != nil {
		return err
	}
	params := make([]byte, layout.DataSize())
	for i := range p.Outputs() {
		t, err := layout.Tensor(program.ClassParam, i)
		if err != nil {
			return err
		}
		copy(params[t.Offset:], e.Output(i).Data)
	}
	_, err = pretrained.Export(dir, pretrained.Model{Spec: n.Spec, Params: params})
	return err
}

// score is the mean loss on the held-out text.
func (n *Network) score(ctx context.Context, dir string) (float64, error) {
	m, err := lab.OpenModel(dir, int(n.Spec.Inner.Context), n.o.Machine)
	if err != nil {
		return 0, err
	}
	held, done, err := m.Held(ctx, lab.Text{Path: n.datasetDir()}, 0)
	if err != nil {
		return 0, err
	}
	defer done()
	e, err := m.Evaluator()
	if err != nil {
		return 0, err
	}
	defer e.Close()
	score, err := e.Score(ctx, held)
	return score.Loss, err
}
