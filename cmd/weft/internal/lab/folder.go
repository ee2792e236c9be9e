// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
)

// What the folder of a run holds. The specification is written last: with it a
// run has begun.
const (
	specFile    = "spec.toml"
	lossesFile  = "losses.jsonl"
	textFolder  = "text"
	textLink    = "text.path" // in place of the folder, for a dataset elsewhere
	stateFolder = "checkpoints"
	modelFolder = "model"
	lockFile    = "lock"
)

// begun is a folder that holds a run: its specification and its text.
type begun struct {
	spec      *spec.Spec
	text      *data.Dataset
	tokenizer token.Tokenizer
}

// begin makes the folder of a new run, up to its specification.
func begin(ctx context.Context, o *Options) (*begun, error) {
	switch _, err := os.Stat(filepath.Join(o.Folder, specFile)); {
	case err == nil:
		return nil, fmt.Errorf("%w: %s holds a run already; go on with it by --resume, or name another folder with --out", ErrFolder, o.Folder)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	b, err := o.prepareText(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.specify(b); err != nil {
		return nil, errors.Join(err, b.text.Close())
	}
	return b, nil
}

// keepSpec writes what begins a run. A run that cannot be opened leaves none.
func (r *Run) keepSpec() error {
	text, err := spec.MarshalTOML(r.Spec)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(r.Dir, specFile), text)
}

// prepareText opens a dataset, or turns a text into one inside the folder: a
// run goes on when the text has changed or gone.
func (o *Options) prepareText(ctx context.Context) (*begun, error) {
	t := &o.Text
	if isDataset(t.Path) {
		at, err := filepath.Abs(t.Path)
		if err != nil {
			return nil, err
		}
		if err := writeFile(filepath.Join(o.Folder, textLink), []byte(at+"\n")); err != nil {
			return nil, err
		}
		return openText(at)
	}
	src, err := t.source()
	if err != nil {
		return nil, err
	}
	tok, err := t.tokenizer()
	if err != nil {
		return nil, err
	}
	validation := HeldOut
	if o.Spec != nil {
		validation = data.Last(o.Spec.Data.ValidationTokens)
	}
	dir := filepath.Join(o.Folder, textFolder)
	if err := os.RemoveAll(dir); err != nil { // of a begin that was killed
		return nil, err
	}
	d, err := data.Create(ctx, dir, spread{src}, data.Options{
		Tokenizer: tok, Validation: validation, Workers: o.Machine.Threads, Progress: t.Progress,
	})
	return &begun{text: d, tokenizer: tok}, err
}

func isDataset(path string) bool {
	if path == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(path, data.ManifestFile))
	return err == nil
}

func openText(dir string) (*begun, error) {
	d, err := data.Open(dir)
	if err != nil {
		return nil, err
	}
	tok, err := data.OpenTokenizer(dir, d.Manifest())
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return &begun{text: d, tokenizer: tok}, nil
}

// OpenDataset opens the dataset of a specification.
func OpenDataset(s *spec.Spec, dir string) (*data.Dataset, error) {
	d, err := data.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := checkText(s, d.Manifest()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// specify takes the specification that was given, or makes the size's.
func (o *Options) specify(b *begun) (err error) {
	if b.spec = o.Spec; b.spec == nil {
		if b.spec, err = o.Size.Spec(b.text.Manifest(), o.Steps, o.Seed); err == nil && o.Profile != 0 {
			b.spec.Profile = o.Profile
		}
		return err
	}
	return checkText(b.spec, b.text.Manifest())
}

// resume opens the folder of a run.
func resume(o *Options) (*begun, error) {
	s, err := ReadSpec(filepath.Join(o.Folder, specFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s holds no run; begin one without --resume", ErrFolder, o.Folder)
	}
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.Folder, textFolder)
	if at, err := os.ReadFile(filepath.Join(o.Folder, textLink)); err == nil {
		dir = string(bytes.TrimSpace(at))
	}
	b, err := openText(dir)
	if err != nil {
		return nil, err
	}
	if err := checkText(s, b.text.Manifest()); err != nil {
		return nil, errors.Join(err, b.text.Close())
	}
	b.spec = s
	return b, nil
}

// ReadSpec reads a specification from a TOML file.
func ReadSpec(path string) (*spec.Spec, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s, err := spec.ParseTOML(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// writeFile makes a file appear complete, on the disk, or not at all.
func writeFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// NewFolder names a folder below dir that does not exist yet.
func NewFolder(dir, name string) (string, error) {
	const most = 10000
	for n := 1; n < most; n++ {
		path := filepath.Join(dir, fmt.Sprintf("%s-%03d", name, n))
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: %s holds %d runs; name a folder with --out", ErrFolder, dir, most)
}

// Newest is the run below dir that was begun last.
func Newest(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*", specFile))
	if err != nil {
		return "", err
	}
	newest, at := "", int64(0)
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		if began := info.ModTime().UnixNano(); newest == "" || began > at {
			newest, at = filepath.Dir(path), began
		}
	}
	if newest == "" {
		return "", fmt.Errorf("%w: %s holds no run; name its folder with --out, or begin one without --resume", ErrFolder, dir)
	}
	return newest, nil
}
