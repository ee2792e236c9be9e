// SPDX-License-Identifier: Apache-2.0

package token

import (
	"encoding/json"
	"fmt"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// gpt2 is the expression of the pre-tokenizer ByteLevel.
const gpt2 = `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`

// preTokenizer is how a text becomes words.
type preTokenizer struct {
	steps []splitter
	bytes bool // words are bytes in byteRunes
}

// readPreTokenizer reads the pre-tokenizer. Nothing may follow ByteLevel: it
// would see bytes in byteRunes and not the text.
func readPreTokenizer(raw json.RawMessage) (preTokenizer, error) {
	parts, err := flatten("pre_tokenizer", "pretokenizers", raw)
	if err != nil {
		return preTokenizer{}, err
	}
	var t preTokenizer
	for _, part := range parts {
		kind, err := typeOf("pre_tokenizer", part)
		if err != nil {
			return t, err
		}
		if t.bytes {
			return t, unsupported("pre_tokenizer after ByteLevel", part)
		}
		switch kind {
		case "ByteLevel":
			err = t.byteLevel(part)
		case "Split":
			err = t.split(part)
		case "Digits":
			err = t.digits(part)
		case "Metaspace":
			var m metaspace
			m, err = readMetaspace("pre_tokenizer", part)
			t.steps = append(t.steps, m)
		default:
			err = unsupported("pre_tokenizer.type", fmt.Sprintf("%q, want ByteLevel, Split, Digits, Metaspace or a Sequence of them", kind))
		}
		if err != nil {
			return t, err
		}
	}
	return t, nil
}

// byteLevelJSON is the pre-tokenizer, the post-processor and the decoder
// ByteLevel; trim_offsets changes no id.
type byteLevelJSON struct {
	Type           string `json:"type"`
	AddPrefixSpace bool   `json:"add_prefix_space"`
	TrimOffsets    bool   `json:"trim_offsets"`
	UseRegex       *bool  `json:"use_regex"`
}

func (t *preTokenizer) byteLevel(raw json.RawMessage) error {
	var o byteLevelJSON
	if err := strict("pre_tokenizer", raw, &o); err != nil {
		return err
	}
	t.bytes = true
	if o.AddPrefixSpace {
		t.steps = append(t.steps, prefixSpace{})
	}
	if o.UseRegex != nil && !*o.UseRegex {
		return nil
	}
	p, err := pattern.Compile(gpt2)
	t.steps = append(t.steps, &patternSplit{p: p})
	return err
}

func (t *preTokenizer) split(raw json.RawMessage) error {
	var o struct {
		Type     string     `json:"type"`
		Pattern  splitRegex `json:"pattern"`
		Behavior string     `json:"behavior"`
		Invert   bool       `json:"invert"`
	}
	if err := strict("pre_tokenizer", raw, &o); err != nil {
		return err
	}
	b, ok := behaviors[o.Behavior]
	if !ok {
		return unsupported("pre_tokenizer.behavior", fmt.Sprintf("%q", o.Behavior))
	}
	var p *pattern.Pattern
	var err error
	switch {
	case o.Pattern.Regex != nil && o.Pattern.String == nil:
		p, err = pattern.Compile(*o.Pattern.Regex)
	case o.Pattern.String != nil && o.Pattern.Regex == nil:
		p, err = pattern.Literal(*o.Pattern.String)
	default:
		return fmt.Errorf("%w: pre_tokenizer.pattern, want a String or a Regex", ErrFile)
	}
	if err != nil {
		return fmt.Errorf("%w: pre_tokenizer.pattern: %w", ErrUnsupported, err)
	}
	t.steps = append(t.steps, &patternSplit{p, b, o.Invert})
	return nil
}

func (t *preTokenizer) digits(raw json.RawMessage) error {
	var o struct {
		Type             string `json:"type"`
		IndividualDigits bool   `json:"individual_digits"`
	}
	if err := strict("pre_tokenizer", raw, &o); err != nil {
		return err
	}
	p, err := pattern.Numeric()
	step := &patternSplit{p: p, behavior: contiguous}
	if o.IndividualDigits {
		step.behavior = isolated
	}
	t.steps = append(t.steps, step)
	return err
}
