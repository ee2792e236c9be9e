// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// modelFile is the file of an exported model whose content id the chain binds.
const modelFile = "model.safetensors"

// finish computes the outer state after the last round, exports the model, and
// states the outcome (R12), again if a retraction or a void round has changed
// it. It reports whether it stated something new.
func (m *member) finish(ctx context.Context, s *standing) (bool, error) {
	after := jobtypes.Round{Number: s.round.Number + 1, OpenedHeight: m.cfg.Client.Height(), Retractions: s.job.Retractions}
	f, err := m.foldBefore(ctx, after.Number, after.Retractions)
	if err != nil {
		return false, err
	}
	way := keys(&f)
	if m.stated == way[len(way)-1] {
		return false, nil // others are waited for
	}
	m.report(Progress{Round: s.round.Number, Phase: PhaseFinish})
	outerID, err := m.base(ctx, &after)
	if err != nil {
		return false, err
	}
	dir := filepath.Join(m.dir, "model")
	id, err := m.export(ctx, dir)
	if err != nil {
		return false, fmt.Errorf("export: %w", err)
	}
	err = m.send(ctx, &jobtypes.MsgCompleteJob{Operator: m.operator, Job: m.id, Outer: jobtypes.WireID(outerID), Result: jobtypes.WireID(id)})
	// The job may have ended while this worker exported.
	if err != nil && !errors.Is(err, jobtypes.ErrJobStatus) && !errors.Is(err, jobtypes.ErrNotFinished) {
		return false, err
	}
	m.result.Model, m.stated = dir, way[len(way)-1]
	return true, nil
}

// export writes the parameters as a folder that transformers loads, and
// publishes it.
func (m *member) export(ctx context.Context, dir string) (commit.ID, error) {
	tokenizer, err := m.tokenizer(ctx)
	if err != nil {
		return commit.ID{}, fmt.Errorf("tokenizer: %w", err)
	}
	_, end := m.theta.layout.Range(program.ClassParam)
	model := pretrained.Model{Spec: &m.spec, Params: m.theta.data[:end], Files: map[string][]byte{data.TokenizerFile: tokenizer.File()}}
	if id, ok := tokenizer.BOS(); ok {
		model.BOS = &id
	}
	if id, ok := tokenizer.EOS(); ok {
		model.EOS = &id
	}
	files, err := pretrained.Export(dir, model)
	if err != nil {
		return commit.ID{}, err
	}
	var weights commit.ID
	for _, f := range files {
		id, err := m.cfg.Store.PutFile(ctx, filepath.Join(dir, f.Name), blob.PutOptions{Pins: []blob.Pin{{Name: m.pin("model")}}})
		if err != nil {
			return id, err
		}
		if f.Name == modelFile {
			weights = id
		}
	}
	if weights.IsZero() {
		return weights, fmt.Errorf("%w: the exported folder has no %s", ErrJob, modelFile)
	}
	return weights, nil
}

// tokenizer is the one of the job's dataset.
func (m *member) tokenizer(ctx context.Context) (token.Tokenizer, error) {
	if m.spec.Data.Tokenizer == nil {
		return token.Bytes(), nil
	}
	id, err := jobtypes.CommitID("data.tokenizer", m.spec.Data.Tokenizer)
	if err != nil {
		return nil, err
	}
	if id.Size > token.MaxFile {
		return nil, fmt.Errorf("%w: %d bytes, allowed are %d", ErrJob, id.Size, token.MaxFile)
	}
	var file []byte
	err = m.sound(ctx, source{id: id, from: m.everyone(ctx), pin: blob.Pin{Name: m.pin("tokenizer")}}, func() (err error) {
		file, err = m.read(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return token.Load(file)
}
