// SPDX-License-Identifier: Apache-2.0

package pretrained

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint"
	"github.com/weft-network/weft/trainer/checkpoint/internal/durable"
)

const (
	weightsFile    = "model.safetensors"
	generationFile = "generation_config.json"
)

// Model is what Export writes.
type Model struct {
	Spec *spec.Spec
	// Params are the parameters in f32, as every state has them first.
	Params []byte
	// BF16 rounds them to bfloat16, nearest even.
	BF16 bool
	// BOS and EOS are the ids of tokens that begin and end a text; nil is none.
	BOS, EOS *uint32
	// Files are further files by name: tokenizer.json, tokenizer_config.json.
	Files map[string][]byte
}

// Exported is a file that was written.
type Exported struct {
	Name string
	ID   commit.ID
}

// Export writes a folder that transformers loads, and returns its files, the
// parameters last. Each file is whole or is not there, also in a folder that
// had an export before.
func Export(dir string, m Model) ([]Exported, error) {
	files, err := m.files()
	if err != nil {
		return nil, err
	}
	weights, err := m.weights()
	if err != nil {
		return nil, err
	}
	if err := (durable.Disk{}).MkdirAll(dir); err != nil {
		return nil, err
	}
	var out []Exported
	write := func(name string, content func(io.Writer) error) error {
		id, err := checkpoint.WriteFile(filepath.Join(dir, name), content)
		out = append(out, Exported{name, id})
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(name, func(w io.Writer) error {
			_, err := w.Write(files[name])
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, write(weightsFile, weights)
}

// files are all but the parameters.
func (m *Model) files() (map[string][]byte, error) {
	config, err := m.config()
	if err != nil {
		return nil, err
	}
	generation, err := m.generation()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{configFile: config, generationFile: generation}
	for name, b := range m.Files {
		if _, taken := files[name]; taken || name == weightsFile {
			return nil, fmt.Errorf("%w: the file %q comes from the specification; leave it out", ErrExport, name)
		}
		if !filepath.IsLocal(name) || filepath.Base(name) != name || name == "." {
			return nil, fmt.Errorf("%w: %q is not the name of a file in the folder", ErrExport, name)
		}
		files[name] = b
	}
	return files, nil
}

// configJSON is a config.json, keys in the order that transformers writes.
type configJSON struct {
	Architectures    []string    `json:"architectures"`
	AttentionBias    bool        `json:"attention_bias"`
	AttentionDropout json.Number `json:"attention_dropout"`
	BOS              *uint32     `json:"bos_token_id"`
	EOS              *uint32     `json:"eos_token_id"`
	HeadDim          uint32      `json:"head_dim"`
	HiddenAct        string      `json:"hidden_act"`
	HiddenSize       uint32      `json:"hidden_size"`
	InitializerRange json.Number `json:"initializer_range"`
	IntermediateSize uint32      `json:"intermediate_size"`
	MaxPositions     uint32      `json:"max_position_embeddings"`
	MLPBias          bool        `json:"mlp_bias"`
	ModelType        string      `json:"model_type"`
	Heads            uint32      `json:"num_attention_heads"`
	Layers           uint32      `json:"num_hidden_layers"`
	KVHeads          uint32      `json:"num_key_value_heads"`
	NormEps          json.Number `json:"rms_norm_eps"`
	RopeScaling      *ropeJSON   `json:"rope_scaling"`
	RopeTheta        json.Number `json:"rope_theta"`
	Tied             bool        `json:"tie_word_embeddings"`
	DType            string      `json:"torch_dtype"`
	UseCache         bool        `json:"use_cache"`
	Vocab            uint32      `json:"vocab_size"`
}

// ropeJSON names its kind under the key of now and under that of old versions.
type ropeJSON struct {
	Factor   json.Number `json:"factor"`
	RopeType string      `json:"rope_type"`
	Type     string      `json:"type"`
}

func (m *Model) config() ([]byte, error) {
	if err := m.Spec.ValidateDraft(); err != nil {
		return nil, err
	}
	s := &m.Spec.Model
	for name, id := range map[string]*uint32{"BOS": m.BOS, "EOS": m.EOS} {
		if id != nil && *id >= s.Vocab {
			return nil, fmt.Errorf("%w: %s is token %d; allowed: below model.vocab, which is %d", ErrExport, name, *id, s.Vocab)
		}
	}
	c := configJSON{
		Architectures: []string{architecture}, AttentionDropout: "0.0", BOS: m.BOS, EOS: m.EOS, HeadDim: s.HeadDim,
		HiddenAct: "silu", HiddenSize: s.Width, InitializerRange: "0.02", IntermediateSize: s.Ffn,
		MaxPositions: m.Spec.Inner.Context, ModelType: modelType, Heads: s.Heads, Layers: s.Layers, KVHeads: s.KvHeads,
		NormEps: asFloat(s.NormEps), RopeTheta: asFloat(s.RopeTheta), Tied: s.Tied, DType: "float32", UseCache: true,
		Vocab: s.Vocab,
	}
	if m.BF16 {
		c.DType = "bfloat16"
	}
	if s.RopeFactor != "1" {
		c.RopeScaling = &ropeJSON{asFloat(s.RopeFactor), "linear", "linear"}
	}
	return indented(c)
}

func (m *Model) generation() ([]byte, error) {
	return indented(struct {
		FromModel bool    `json:"_from_model_config"`
		BOS       *uint32 `json:"bos_token_id,omitempty"`
		EOS       *uint32 `json:"eos_token_id,omitempty"`
	}{true, m.BOS, m.EOS})
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// weights writes model.safetensors.
func (m *Model) weights() (func(io.Writer) error, error) {
	from, err := program.NewModel(m.Spec, program.F32)
	if err != nil {
		return nil, err
	}
	if uint64(len(m.Params)) != from.DataSize() {
		return nil, fmt.Errorf("%w: parameters of %d bytes; want %d", ErrExport, len(m.Params), from.DataSize())
	}
	if !m.BF16 {
		return func(w io.Writer) error {
			if _, err := w.Write(from.Header()); err != nil {
				return err
			}
			_, err := w.Write(m.Params)
			return err
		}, nil
	}
	to, err := program.NewModel(m.Spec, program.BF16)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		if _, err := w.Write(to.Header()); err != nil {
			return err
		}
		buf := make([]byte, 1<<20)
		for x := range to.All() {
			t, err := from.Tensor(program.ClassParam, x.Tensor)
			if err != nil {
				return err
			}
			if err := writeNarrow(w, x.Name, m.Params[t.Offset:t.Offset+t.Bytes], buf); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
