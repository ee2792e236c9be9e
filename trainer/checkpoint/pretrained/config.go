// SPDX-License-Identifier: Apache-2.0

package pretrained

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/weft-network/weft/chain/spec"
)

const (
	architecture = "LlamaForCausalLM"
	modelType    = "llama"
	configFile   = "config.json"
	// maxConfig bounds a config.json, which has some 1 KB.
	maxConfig = 1 << 20
)

// ReadModel is ModelOf the config.json in a folder.
func ReadModel(dir string) (spec.Model, error) {
	b, err := readSmall(filepath.Join(dir, configFile), maxConfig)
	if err != nil {
		return spec.Model{}, err
	}
	return ModelOf(b)
}

// ModelOf is the model part of a specification from a config.json. A field that
// the model's code does not read is ignored; one that makes it another model
// than a program can train is refused with its value.
func ModelOf(config []byte) (spec.Model, error) {
	c, err := parseConfig(config)
	if err != nil {
		return spec.Model{}, err
	}
	var m spec.Model
	c.family()
	m.Vocab = c.size("vocab_size", 0)
	m.Width = c.size("hidden_size", 0)
	m.Layers = c.size("num_hidden_layers", 0)
	m.Ffn = c.size("intermediate_size", 0)
	m.Heads = c.size("num_attention_heads", 0)
	m.KvHeads = c.size("num_key_value_heads", m.Heads)
	m.HeadDim = c.headDim(m.Width, m.Heads)
	m.NormEps = c.decimal("rms_norm_eps", "0.000001")
	m.RopeTheta, m.RopeFactor = c.rope()
	m.Tied = c.flag("tie_word_embeddings")
	c.must("hidden_act", "silu")
	c.must("attention_bias", false)
	c.must("mlp_bias", false)
	c.must("attention_dropout", json.Number("0"))
	c.must("pretraining_tp", json.Number("1"))
	c.must("partial_rotary_factor", json.Number("1"))
	c.must("quantization_config", nil)
	if c.err != nil {
		return spec.Model{}, c.err
	}
	return m, nil
}

// config is an object of a config.json; err is the first thing refused.
type config struct {
	fields map[string]any
	err    error
}

func parseConfig(b []byte) (*config, error) {
	if len(b) > maxConfig {
		return nil, fmt.Errorf("%w: %d bytes; allowed: at most %d", ErrConfig, len(b), maxConfig)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	c := &config{}
	if err := d.Decode(&c.fields); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) || c.fields == nil {
		return nil, fmt.Errorf("%w: want one JSON object and nothing else", ErrConfig)
	}
	return c, nil
}

func (c *config) refuse(field string, value any, allowed string) {
	if c.err != nil {
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		text = []byte(fmt.Sprint(value))
	}
	const most = 80
	if len(text) > most {
		text = append(text[:most:most], "..."...)
	}
	c.err = fmt.Errorf("%w: config.json: %s is %s; allowed: %s", ErrUnsupported, field, text, allowed)
}

// get is a field's value; null is the same as none.
func (c *config) get(field string) (any, bool) {
	v := c.fields[field]
	return v, v != nil
}

func (c *config) family() {
	if v, _ := c.get("model_type"); v != modelType {
		c.refuse("model_type", v, `"`+modelType+`"`)
	}
	if v, ok := c.get("architectures"); ok {
		if list, isList := v.([]any); !isList || !slices.Equal(list, []any{architecture}) {
			c.refuse("architectures", v, `["`+architecture+`"]`)
		}
	}
}

// size is a field with a positive integer; without a default it is required.
func (c *config) size(field string, without uint32) uint32 {
	v, ok := c.get(field)
	if !ok && without > 0 {
		return without
	}
	number, isNumber := v.(json.Number)
	n, err := strconv.ParseUint(string(number), 10, 32)
	if !isNumber || err != nil || n == 0 {
		c.refuse(field, v, "an integer from 1 to 2^32-1")
	}
	return uint32(n)
}

func (c *config) headDim(width, heads uint32) uint32 {
	if _, ok := c.get("head_dim"); !ok && heads > 0 && width%heads != 0 {
		c.refuse("hidden_size", width, fmt.Sprintf("a multiple of num_attention_heads, which is %d, or with head_dim", heads))
	}
	return c.size("head_dim", max(1, width/max(1, heads)))
}

// decimal is a field with a number, exactly as it is written.
func (c *config) decimal(field, without string) string {
	v, ok := c.get(field)
	if !ok {
		return without
	}
	number, isNumber := v.(json.Number)
	d, err := spec.ReadDecimal(string(number))
	if !isNumber || err != nil {
		c.refuse(field, v, "a number of at most "+strconv.Itoa(spec.MaxDecimalBytes)+" digits")
		return without
	}
	return d.String()
}

func (c *config) flag(field string) bool {
	v, ok := c.get(field)
	b, isBool := v.(bool)
	if ok && !isBool {
		c.refuse(field, v, "true or false")
	}
	return b
}

// must refuses a field that is there and is not this.
func (c *config) must(field string, want any) {
	v, ok := c.get(field)
	if !ok || v == want {
		return
	}
	if n, isNumber := v.(json.Number); isNumber {
		if d, err := spec.ReadDecimal(string(n)); err == nil && json.Number(d.String()) == want {
			return
		}
	}
	allowed, err := json.Marshal(want)
	if err != nil {
		allowed = []byte(fmt.Sprint(want))
	}
	c.refuse(field, v, string(allowed))
}

// rope reads both forms: rope_theta with rope_scaling, and rope_parameters,
// which has both.
func (c *config) rope() (theta, factor string) {
	theta, factor = c.decimal("rope_theta", "10000"), "1"
	for _, field := range []string{"rope_scaling", "rope_parameters"} {
		v, ok := c.get(field)
		if !ok {
			continue
		}
		fields, isObject := v.(map[string]any)
		if !isObject {
			c.refuse(field, v, "an object")
			continue
		}
		in := &config{fields: fields}
		theta = in.decimal("rope_theta", theta)
		kind, ok := in.get("rope_type")
		if !ok {
			kind, ok = in.get("type")
		}
		switch {
		case kind == "linear":
			factor = in.decimal("factor", "")
			if factor == "" {
				in.refuse("factor", nil, "a number")
			}
		case ok && kind != "default":
			in.refuse("rope_type", kind, `"default" or "linear"`)
		}
		in.must("partial_rotary_factor", json.Number("1"))
		if in.err != nil && c.err == nil {
			c.err = fmt.Errorf("%s: %w", field, in.err)
		}
	}
	return theta, factor
}

// readSmall reads a file that should be small.
func readSmall(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%w: %s has more than %d bytes", ErrConfig, path, most)
	}
	return b, errors.Join(err, f.Close())
}

// asFloat writes a decimal so that every reader takes it for a real number.
func asFloat(decimal string) json.Number {
	if !strings.Contains(decimal, ".") {
		decimal += ".0"
	}
	return json.Number(decimal)
}
