// SPDX-License-Identifier: Apache-2.0

package pretrained

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/weft-network/weft/trainer/checkpoint/safetensors"
)

const (
	indexFile = weightsFile + ".index.json"
	// maxIndex bounds an index: a line of 100 bytes a tensor.
	maxIndex = 16 << 20
	// maxShards bounds the files that are open at once.
	maxShards = 1 << 10
)

// source is the tensors of one or several files.
type source struct {
	path    string
	files   []*safetensors.File
	tensors map[string]entry
}

type entry struct {
	file   *safetensors.File
	tensor safetensors.Tensor
}

// openSource opens a file, an index, or what a folder has of both.
func openSource(path string) (*source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		folder := path
		path = filepath.Join(folder, weightsFile)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			path = filepath.Join(folder, indexFile)
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s has neither %s nor %s: %w", folder, weightsFile, indexFile, fs.ErrNotExist)
		}
	}
	s := &source{path: path, tensors: map[string]entry{}}
	if strings.HasSuffix(path, ".json") {
		err = s.addIndexed()
	} else {
		err = s.add(path, nil)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// add opens a file of which the index wants these tensors; nil means all.
func (s *source) add(path string, wanted map[string]bool) error {
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	for _, t := range f.Tensors {
		if wanted != nil && !wanted[t.Name] {
			return fmt.Errorf("%w: %s has %.80q, which %s does not place there", ErrIndex, path, t.Name, s.path)
		}
		delete(wanted, t.Name)
		s.tensors[t.Name] = entry{f, t}
	}
	if len(wanted) > 0 {
		return fmt.Errorf("%w: %s has no %.80q, which %s places there", ErrIndex, path, slices.Sorted(maps.Keys(wanted))[0], s.path)
	}
	return nil
}

// addIndexed opens the files of an index, which must lie beside it.
func (s *source) addIndexed() error {
	b, err := readSmall(s.path, maxIndex)
	if err != nil {
		return err
	}
	var index struct {
		WeightMap map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(b, &index); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrIndex, s.path, err)
	}
	if len(index.WeightMap) == 0 {
		return fmt.Errorf("%w: %s: weight_map is empty; want the file of each tensor", ErrIndex, s.path)
	}
	byFile := map[string]map[string]bool{}
	for tensor, file := range index.WeightMap {
		if byFile[file] == nil {
			byFile[file] = map[string]bool{}
		}
		byFile[file][tensor] = true
	}
	if len(byFile) > maxShards {
		return fmt.Errorf("%w: %s names %d files; allowed: at most %d", ErrIndex, s.path, len(byFile), maxShards)
	}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		if !filepath.IsLocal(file) || filepath.Base(file) != file || file == "." {
			return fmt.Errorf("%w: %s: %.80q is not the name of a file beside it", ErrIndex, s.path, file)
		}
		if err := s.add(filepath.Join(filepath.Dir(s.path), file), byFile[file]); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) close() error {
	var err error
	for _, f := range s.files {
		err = errors.Join(err, f.Close())
	}
	return err
}
