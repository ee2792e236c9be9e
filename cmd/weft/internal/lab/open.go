// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/engine"
	"github.com/weft-network/weft/trainer/tensor"
)

// kept is how many checkpoints a folder holds: if the newest is damaged, the
// one before it serves.
const kept = 2

// Open begins a run in a new folder, or opens one that was begun. Close it.
func Open(ctx context.Context, o Options, log *slog.Logger) (*Run, error) {
	if _, err := os.Stat(o.Folder); o.Resume && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s does not exist; begin a run without --resume", ErrFolder, o.Folder)
	}
	lock, err := lockFolder(o.Folder)
	if err != nil {
		return nil, err
	}
	var b *begun
	if o.Resume {
		b, err = resume(&o)
	} else {
		b, err = begin(ctx, &o)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	r := &Run{
		Spec: b.spec, Dir: o.Folder, Text: b.text, Tokenizer: b.tokenizer, Plan: o.Plan, Machine: o.Machine, Watcher: o.Watcher,
		lock: lock,
	}
	err = r.open(log)
	if err == nil && !o.Resume {
		err = r.keepSpec()
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// lockFolder keeps a folder to one process. The lock ends with the process.
func lockFolder(dir string) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	switch held, err := lock.TryLock(); {
	case err != nil:
		return nil, err
	case !held:
		return nil, fmt.Errorf("%w: another process trains in %s; wait for it, or name another folder with --out", ErrFolder, dir)
	}
	return lock, nil
}

// open makes the parts of a run and finds the step at which it goes on.
func (r *Run) open(log *slog.Logger) error {
	if r.Plan.Steps == 0 {
		r.Plan.Steps = Steps(r.Spec)
	}
	if all := Steps(r.Spec); r.Plan.Steps > all {
		return fmt.Errorf("%w: %d steps of a run of %d; its learning rate ends there: begin a longer run", ErrOptions, r.Plan.Steps, all)
	}
	err := r.plan()
	if err != nil {
		return err
	}
	if r.folder, err = checkpoint.Open(filepath.Join(r.Dir, stateFolder), r.layout, checkpoint.Options{KeepLast: kept, Log: log}); err != nil {
		return err
	}
	switch newest, err := r.folder.Newest(r.Trainer.State()); {
	case err == nil:
		r.Trainer.Resume(newest.Step)
		r.final = newest
	case !errors.Is(err, checkpoint.ErrNone):
		return err
	}
	if r.Trainer.Done() > r.Plan.Steps {
		return fmt.Errorf("%w: %s is at step %d already, beyond the %d asked for", ErrOptions, r.Dir, r.Trainer.Done(), r.Plan.Steps)
	}
	r.losses, err = OpenLosses(filepath.Join(r.Dir, lossesFile), r.Trainer.Done())
	return err
}

// plan makes the programs' engines. They share the memory of one state, and
// the bound on memory holds for all of them.
func (r *Run) plan() error {
	var err error
	if r.layout, err = program.NewState(r.Spec); err != nil {
		return err
	}
	state := tensor.Memory(int(r.layout.DataSize()))
	cfg := engine.Config{Kernel: r.Machine.Kernel, Workers: r.Machine.Threads, State: state}
	if r.Text.Manifest().ValidationTokens > 0 {
		if r.held, err = data.NewValidation(r.Text, int(r.Spec.Inner.Context), 1); err != nil {
			return err
		}
		if r.Evaluator, err = NewEvaluator(r.Spec, r.Tokenizer, cfg); err != nil {
			return err
		}
	}
	if r.Sampler, err = NewSampler(r.Spec, cfg); err != nil {
		return err
	}
	if cfg.Memory = r.Machine.Memory; cfg.Memory > 0 {
		cfg.Memory = max(1, cfg.Memory-r.beside())
	}
	batches, err := NewBatches(r.Spec, r.Text)
	if err != nil {
		return err
	}
	r.Trainer, err = NewTrainer(r.Spec, batches, cfg)
	little := (*engine.TooLittle)(nil)
	if errors.As(err, &little) {
		return fmt.Errorf("%w: training, evaluation, samples and saving need at least %d bytes together, allowed are %d; allow more, or train a smaller model",
			engine.ErrMemory, little.Needs+r.beside(), r.Machine.Memory)
	}
	return err
}

// beside is the memory of evaluation and sampling, without the parameters,
// which are the trainer's, and of the copy that is being saved.
func (r *Run) beside() int64 {
	n := r.Sampler.Memory() + int64(r.layout.DataSize())
	if r.Evaluator != nil {
		n += r.Evaluator.Memory() - int64(len(r.Evaluator.State()))
	}
	return n
}

// Memory is the bytes of all engines.
func (r *Run) Memory() int64 { return r.Trainer.Memory() + r.beside() }

// Close ends the engines and closes the files. It may be called on a run that
// failed to open.
func (r *Run) Close() error {
	if r.Trainer != nil {
		r.Trainer.Close()
	}
	if r.Evaluator != nil {
		r.Evaluator.Close()
	}
	if r.Sampler != nil {
		r.Sampler.Close()
	}
	err := errors.Join(r.Text.Close(), r.lock.Close())
	if r.losses != nil {
		err = errors.Join(err, r.losses.Close())
	}
	return err
}

// Export writes the folder that transformers loads, and returns it.
func (r *Run) Export() (string, error) {
	dir := filepath.Join(r.Dir, modelFolder)
	m := pretrained.Model{
		Spec: r.Spec, Params: r.Sampler.State(), Files: map[string][]byte{data.TokenizerFile: r.Tokenizer.File()},
	}
	if id, ok := r.Tokenizer.BOS(); ok {
		m.BOS = &id
	}
	if id, ok := r.Tokenizer.EOS(); ok {
		m.EOS = &id
	}
	_, err := pretrained.Export(dir, m)
	return dir, err
}
