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
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// modelFile is the file of an exported model whose content id the chain binds.
const modelFile = "model.safetensors"

// finish computes the outer state after the last round, exports the model, and
// states the outcome (R12). It reports whether it stated something new.
func (m *member) finish(ctx context.Context, s *standing) (bool, error) {
	if m.result.Model != "" {
		return false, nil // stated before; others are waited for
	}
	m.report(Progress{Round: s.round.Number, Phase: PhaseFinish})
	after := jobtypes.Round{Number: s.round.Number + 1, OpenedHeight: m.cfg.Client.Height(), Retractions: s.job.Retractions}
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
	if err != nil && !errors.Is(err, jobtypes.ErrJobStatus) { // the job ended while this worker exported
		return false, err
	}
	m.result.Model = dir
	return true, nil
}

// export writes the parameters as a folder that transformers loads, and
// publishes it.
func (m *member) export(ctx context.Context, dir string) (commit.ID, error) {
	_, end := m.theta.layout.Range(program.ClassParam)
	files, err := pretrained.Export(dir, pretrained.Model{Spec: &m.spec, Params: m.theta.data[:end], Files: m.cfg.Files})
	if err != nil {
		return commit.ID{}, err
	}
	var model commit.ID
	for _, f := range files {
		id, err := m.cfg.Store.PutFile(ctx, filepath.Join(dir, f.Name), blob.PutOptions{Pins: []blob.Pin{{Name: m.pin("model")}}})
		if err != nil {
			return id, err
		}
		if f.Name == modelFile {
			model = id
		}
	}
	if model.IsZero() {
		return model, fmt.Errorf("%w: the exported folder has no %s", ErrJob, modelFile)
	}
	return model, nil
}
