// SPDX-License-Identifier: Apache-2.0

package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The bounds of a tokenizer.json.
const (
	// MaxFile bounds the file in bytes.
	MaxFile = 64 << 20
	// maxMerges bounds the merges.
	maxMerges = 1 << 20
	// maxAddedLength bounds the text of an added token in bytes.
	maxAddedLength = 256
	// maxSequence bounds the parts of a component.
	maxSequence = 32
)

// fileJSON is a tokenizer.json.
type fileJSON struct {
	Version       json.RawMessage `json:"version"`
	Truncation    json.RawMessage `json:"truncation"`
	Padding       json.RawMessage `json:"padding"`
	AddedTokens   []addedJSON     `json:"added_tokens"`
	Normalizer    json.RawMessage `json:"normalizer"`
	PreTokenizer  json.RawMessage `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Decoder       json.RawMessage `json:"decoder"`
	Model         modelJSON       `json:"model"`
}

type addedJSON struct {
	ID         uint32 `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

type modelJSON struct {
	Type                    string   `json:"type"`
	Dropout                 *float64 `json:"dropout"`
	UnkToken                *string  `json:"unk_token"`
	ContinuingSubwordPrefix *string  `json:"continuing_subword_prefix"`
	EndOfWordSuffix         *string  `json:"end_of_word_suffix"`
	FuseUnk                 bool     `json:"fuse_unk"`
	ByteFallback            bool     `json:"byte_fallback"`
	IgnoreMerges            bool     `json:"ignore_merges"`
	Vocab                   vocab    `json:"vocab"`
	Merges                  merges   `json:"merges"`
}

// unsupported names a field and its value.
func unsupported(field string, value any) error {
	if raw, ok := value.(json.RawMessage); ok {
		value = string(raw[:min(len(raw), 80)])
	}
	return fmt.Errorf("%w: %s is %v", ErrUnsupported, field, value)
}

// readFile reads a tokenizer.json. A field that is not known might change ids,
// so it is refused.
func readFile(file []byte) (*fileJSON, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrFile, len(file), MaxFile)
	}
	var probe struct {
		Model struct {
			Type string `json:"type"`
		} `json:"model"`
	}
	if err := json.Unmarshal(file, &probe); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if probe.Model.Type != "BPE" && probe.Model.Type != "" { // the oldest files name no type
		return nil, unsupported("model.type", fmt.Sprintf("%q, want BPE", probe.Model.Type))
	}
	var f fileJSON
	if err := strict("tokenizer.json", file, &f); err != nil {
		return nil, err
	}
	for name, raw := range map[string]json.RawMessage{"truncation": f.Truncation, "padding": f.Padding} {
		if !isNull(raw) {
			return nil, fmt.Errorf("%w; set it to null", unsupported(name, raw))
		}
	}
	return &f, f.Model.check()
}

// check refuses what changes how words become tokens.
func (m *modelJSON) check() error {
	switch {
	case m.Dropout != nil && *m.Dropout != 0:
		return unsupported("model.dropout", *m.Dropout)
	case m.ContinuingSubwordPrefix != nil && *m.ContinuingSubwordPrefix != "":
		return unsupported("model.continuing_subword_prefix", *m.ContinuingSubwordPrefix)
	case m.EndOfWordSuffix != nil && *m.EndOfWordSuffix != "":
		return unsupported("model.end_of_word_suffix", *m.EndOfWordSuffix)
	case len(m.Vocab) == 0:
		return fmt.Errorf("%w: model.vocab is empty", ErrFile)
	}
	return nil
}

// strict reads JSON whose fields are all known.
func strict(what string, raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	switch {
	case errors.Is(err, ErrFile), errors.Is(err, ErrUnsupported):
		return err
	case err != nil:
		return fmt.Errorf("%w: %s: %w", ErrFile, what, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %s is followed by something", ErrFile, what)
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// typeOf is the type of a component, "" for null.
func typeOf(what string, raw json.RawMessage) (string, error) {
	if isNull(raw) {
		return "", nil
	}
	var t struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrFile, what, err)
	}
	return t.Type, nil
}

// flatten lists a component and, if it is a sequence, its parts instead.
func flatten(what, list string, raw json.RawMessage) ([]json.RawMessage, error) {
	kind, err := typeOf(what, raw)
	if err != nil || kind == "" {
		return nil, err
	}
	if kind != "Sequence" {
		return []json.RawMessage{raw}, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFile, what, err)
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(fields[list], &parts); err != nil || len(fields) != 2 {
		return nil, fmt.Errorf("%w: %s: a sequence has a type and %s, and nothing else", ErrFile, what, list)
	}
	if len(parts) > maxSequence {
		return nil, unsupported(what, fmt.Sprintf("a sequence of %d, at most %d", len(parts), maxSequence))
	}
	for _, part := range parts {
		if kind, err := typeOf(what, part); err != nil || kind == "" || kind == "Sequence" {
			return nil, errors.Join(err, unsupported(what, part))
		}
	}
	return parts, nil
}

// vocab is the ids of the model's tokens.
type vocab map[string]uint32

// UnmarshalJSON stops at the first entry too many.
func (v *vocab) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("%w: model.vocab is not an object", ErrFile)
	}
	*v = vocab{}
	known := map[uint32]string{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		token, ok := key.(string)
		if !ok {
			return fmt.Errorf("%w: model.vocab has the key %v", ErrFile, key)
		}
		var id uint32
		if err := d.Decode(&id); err != nil {
			return fmt.Errorf("%w: model.vocab: %q: %w", ErrFile, token, err)
		}
		if _, ok := (*v)[token]; ok || token == "" {
			return fmt.Errorf("%w: model.vocab has %q twice, or it is empty", ErrFile, token)
		}
		if other, ok := known[id]; ok || id >= MaxVocabulary {
			return fmt.Errorf("%w: model.vocab: %q has id %d, want one below %d that %q does not have", ErrFile, token, id, MaxVocabulary, other)
		}
		(*v)[token], known[id] = id, token
	}
	return nil
}

// merges are pairs of tokens, the most frequent first.
type merges [][2]string

// UnmarshalJSON reads both forms, "a b" and ["a", "b"], and stops at the first
// merge too many.
func (m *merges) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if start, err := d.Token(); err != nil || start != json.Delim('[') {
		return fmt.Errorf("%w: model.merges is not a list", ErrFile)
	}
	for d.More() {
		if len(*m) >= maxMerges {
			return fmt.Errorf("%w: more than %d merges", ErrFile, maxMerges)
		}
		pair, err := readMerge(d)
		if err != nil {
			return fmt.Errorf("%w: merge %d: %w, want two tokens", ErrFile, len(*m), err)
		}
		*m = append(*m, pair)
	}
	return nil
}

// readMerge reads one merge in either form.
func readMerge(d *json.Decoder) ([2]string, error) {
	first, err := d.Token()
	if err != nil {
		return [2]string{}, err
	}
	if line, ok := first.(string); ok {
		left, right, ok := strings.Cut(line, " ")
		if !ok || strings.Contains(right, " ") {
			return [2]string{}, fmt.Errorf("it is %.80q", line)
		}
		return [2]string{left, right}, nil
	}
	if first != json.Delim('[') {
		return [2]string{}, fmt.Errorf("it is %v", first)
	}
	var pair [2]string
	for i := range pair {
		if err := d.Decode(&pair[i]); err != nil {
			return pair, err
		}
	}
	if end, err := d.Token(); err != nil || end != json.Delim(']') {
		return pair, fmt.Errorf("it goes on after %.80q", pair)
	}
	return pair, nil
}
