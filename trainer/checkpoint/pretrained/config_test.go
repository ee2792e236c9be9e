// SPDX-License-Identifier: Apache-2.0

package pretrained_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
)

// old is a config.json in the form of transformers 4, of a published shape.
const old = `{
  "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 128000,
  "eos_token_id": 128001, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
  "intermediate_size": 14336, "max_position_embeddings": 8192, "model_type": "llama", "num_attention_heads": 32,
  "num_hidden_layers": 32, "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null,
  "rope_theta": 500000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.40.0",
  "use_cache": true, "vocab_size": 128256
}`

var published = spec.Model{
	Vocab: 128256, Width: 4096, Layers: 32, Heads: 32, KvHeads: 8, HeadDim: 128, Ffn: 14336,
	RopeTheta: "500000", RopeFactor: "1", NormEps: "0.00001",
}

// edit returns old with fields changed; nil removes one.
func edit(t *testing.T, fields map[string]any) []byte {
	t.Helper()
	all := map[string]any{}
	d := json.NewDecoder(strings.NewReader(old))
	d.UseNumber()
	require.NoError(t, d.Decode(&all))
	for k, v := range fields {
		all[k] = v
		if v == nil {
			delete(all, k)
		}
	}
	b, err := json.Marshal(all)
	require.NoError(t, err)
	return b
}

func TestModelOf(t *testing.T) {
	t.Parallel()
	number := func(s string) json.Number { return json.Number(s) }
	for name, c := range map[string]struct {
		fields map[string]any
		change func(*spec.Model)
	}{
		"as it is":            {nil, func(*spec.Model) {}},
		"old, all heads":      {map[string]any{"num_key_value_heads": nil}, func(m *spec.Model) { m.KvHeads = 32 }},
		"head_dim":            {map[string]any{"head_dim": 96}, func(m *spec.Model) { m.HeadDim = 96 }},
		"tied":                {map[string]any{"tie_word_embeddings": true}, func(m *spec.Model) { m.Tied = true }},
		"no theta":            {map[string]any{"rope_theta": nil}, func(m *spec.Model) { m.RopeTheta = "10000" }},
		"no eps":              {map[string]any{"rms_norm_eps": nil}, func(m *spec.Model) { m.NormEps = "0.000001" }},
		"eps, exactly":        {map[string]any{"rms_norm_eps": number("1.2345678E-4")}, func(m *spec.Model) { m.NormEps = "0.00012345678" }},
		"theta, whole":        {map[string]any{"rope_theta": number("1e6")}, func(m *spec.Model) { m.RopeTheta = "1000000" }},
		"linear, old":         {map[string]any{"rope_scaling": map[string]any{"type": "linear", "factor": number("4.0")}}, func(m *spec.Model) { m.RopeFactor = "4" }},
		"linear":              {map[string]any{"rope_scaling": map[string]any{"rope_type": "linear", "type": "linear", "factor": number("2.5")}}, func(m *spec.Model) { m.RopeFactor = "2.5" }},
		"no scaling, by name": {map[string]any{"rope_scaling": map[string]any{"rope_type": "default"}}, func(*spec.Model) {}},
		"new form": {map[string]any{
			"rope_theta": nil, "rope_scaling": nil,
			"rope_parameters": map[string]any{"rope_type": "linear", "factor": 2, "rope_theta": number("20000.0")},
		}, func(m *spec.Model) { m.RopeTheta, m.RopeFactor = "20000", "2" }},
		"no architectures": {map[string]any{"architectures": nil}, func(*spec.Model) {}},
		"unknown field":    {map[string]any{"sliding_window": 4096}, func(*spec.Model) {}},
	} {
		want := published
		c.change(&want)
		m, err := pretrained.ModelOf(edit(t, c.fields))
		require.NoError(t, err, name)
		require.Equal(t, want, m, name)
		s := specOf(m)
		s.Data.TokenWidth, s.Data.Tokens, s.Data.Dataset.Size_ = 4, 1<<20, 1<<22
		s.Data.ValidationStart = 1<<20 - s.Data.ValidationTokens
		require.NoError(t, s.ValidateDraft(), name)
	}
}

// What a program cannot train is refused with the field, its value and what is
// allowed.
func TestModelRefused(t *testing.T) {
	t.Parallel()
	for why, fields := range map[string]map[string]any{
		`model_type is "qwen2"; allowed: "llama"`:                             {"model_type": "qwen2"},
		`model_type is null`:                                                  {"model_type": nil},
		`architectures is ["MistralForCausalLM"]`:                             {"architectures": []string{"MistralForCausalLM"}},
		`architectures is "LlamaForCausalLM"`:                                 {"architectures": "LlamaForCausalLM"},
		`vocab_size is null; allowed: an integer`:                             {"vocab_size": nil},
		`hidden_size is 4096.5`:                                               {"hidden_size": 4096.5},
		`hidden_size is -4`:                                                   {"hidden_size": -4},
		`num_hidden_layers is 0`:                                              {"num_hidden_layers": 0},
		`intermediate_size is 4294967296`:                                     {"intermediate_size": 1 << 32},
		`num_attention_heads is "32"`:                                         {"num_attention_heads": "32"},
		`num_key_value_heads is true`:                                         {"num_key_value_heads": true},
		`hidden_size is 4096; allowed: a multiple of num_attention_heads`:     {"num_attention_heads": 33},
		`hidden_act is "gelu"; allowed: "silu"`:                               {"hidden_act": "gelu"},
		`attention_bias is true; allowed: false`:                              {"attention_bias": true},
		`mlp_bias is true`:                                                    {"mlp_bias": true},
		`attention_dropout is 0.1; allowed: 0`:                                {"attention_dropout": 0.1},
		`pretraining_tp is 2; allowed: 1`:                                     {"pretraining_tp": 2},
		`partial_rotary_factor is 0.5; allowed: 1`:                            {"partial_rotary_factor": 0.5},
		`quantization_config is {"bits":4}; allowed: null`:                    {"quantization_config": map[string]any{"bits": 4}},
		`tie_word_embeddings is "yes"`:                                        {"tie_word_embeddings": "yes"},
		`rms_norm_eps is "small"`:                                             {"rms_norm_eps": "small"},
		`rms_norm_eps is 1e-100`:                                              {"rms_norm_eps": json.Number("1e-100")},
		`rope_scaling is "linear"; allowed: an object`:                        {"rope_scaling": "linear"},
		`rope_scaling: model not supported: config.json: rope_type is "yarn"`: {"rope_scaling": map[string]any{"rope_type": "yarn", "factor": 2}},
		`rope_type is "llama3"; allowed: "default" or "linear"`:               {"rope_scaling": map[string]any{"type": "llama3"}},
		`factor is null; allowed: a number`:                                   {"rope_scaling": map[string]any{"type": "linear"}},
		`rope_parameters: model not supported: config.json: partial_rotary`:   {"rope_parameters": map[string]any{"rope_type": "default", "partial_rotary_factor": 0.5}},
		`..."; allowed: "llama"`:                                              {"model_type": strings.Repeat("x", 1000) + `"`},
	} {
		_, err := pretrained.ModelOf(edit(t, fields))
		require.ErrorIs(t, err, pretrained.ErrUnsupported, why)
		if !strings.HasPrefix(why, "...") {
			require.ErrorContains(t, err, why)
		}
		require.Less(t, len(err.Error()), 250)
	}
	for name, text := range map[string]string{
		"empty": "", "list": "[]", "null": "null", "number": "1", "twice": "{}{}", "cut": old[:100],
		"long": "{" + strings.Repeat(" ", 1<<20) + "}", "deep": strings.Repeat(`{"a":`, 1<<15),
	} {
		_, err := pretrained.ModelOf([]byte(text))
		require.ErrorIs(t, err, pretrained.ErrConfig, name)
	}
	_, err := pretrained.ReadModel(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config.json"), nil, 0o600))
	require.NoError(t, os.Truncate(filepath.Join(dir, "config.json"), 1<<40))
	_, err = pretrained.ReadModel(dir)
	require.ErrorIs(t, err, pretrained.ErrConfig)
}

// Whatever a config.json holds, the model that it gives is the same read twice
// through an export, or is refused.
func FuzzModelOf(f *testing.F) {
	f.Add([]byte(old))
	f.Add([]byte(`{"model_type":"llama","rope_scaling":{"type":"linear","factor":1e400}}`))
	f.Add([]byte(`{"model_type":"llama","vocab_size":1e3,"head_dim":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := pretrained.ModelOf(b)
		if err != nil {
			if !errors.Is(err, pretrained.ErrConfig) && !errors.Is(err, pretrained.ErrUnsupported) {
				t.Fatalf("an error without a cause: %v", err)
			}
			return
		}
		if m.Vocab == 0 || m.Width == 0 || m.Heads == 0 || m.KvHeads == 0 || m.HeadDim == 0 {
			t.Fatalf("%+v", m)
		}
		for _, d := range []string{m.NormEps, m.RopeTheta, m.RopeFactor} {
			if _, err := spec.ParseDecimal(d); err != nil {
				t.Fatal(err)
			}
		}
	})
}
