// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/engine"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// first makes the outer state of round 1: drawn parameters, or those of the
// base checkpoint, and no momentum.
func (m *member) first(ctx context.Context) (err error) {
	m.theta.forget()
	clear(m.theta.data)
	if m.spec.Init.Base != nil {
		err = m.imported(ctx)
	} else {
		err = m.drawn()
	}
	if err == nil {
		m.theta.key = keys(&jobtypes.Fold{})[0]
	}
	return err
}

// drawn executes the initialisation program (N13).
func (m *member) drawn() error {
	p, err := program.BuildInit(&m.spec)
	if err != nil {
		return err
	}
	e, err := engine.New(p, engine.Config{Kernel: m.cfg.Kernel, Workers: m.cfg.Threads})
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Run(); err != nil {
		return err
	}
	params, err := m.exchange.Tensors(m.theta.layout, m.theta.data, program.ClassParam)
	if err != nil {
		return err
	}
	for i := range params {
		copy(params[i].Data, e.Output(i).Data)
	}
	return nil
}

// imported reads the base checkpoint, one safetensors file.
func (m *member) imported(ctx context.Context) (err error) {
	id, err := jobtypes.CommitID("init.base", m.spec.Init.Base)
	if err != nil {
		return err
	}
	if err := m.fetch(ctx, source{id: id, from: m.everyone(ctx), pin: blob.Pin{Name: m.pin("base")}}); err != nil {
		return err
	}
	b, err := m.cfg.Store.Open(ctx, id)
	if err != nil {
		return err
	}
	defer b.Close()
	path := filepath.Join(m.dir, "base.safetensors")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	_, err = io.Copy(f, io.NewSectionReader(b, 0, int64(id.Size)))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return pretrained.Import(path, m.theta.layout, m.theta.data)
}
