// SPDX-License-Identifier: Apache-2.0

package token

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// normalizer changes a text before it is split.
type normalizer func([]byte) []byte

// readNormalizer reads the normalizer: nil if there is none.
func readNormalizer(raw json.RawMessage) (normalizer, error) {
	parts, err := flatten("normalizer", "normalizers", raw)
	if err != nil {
		return nil, err
	}
	var steps []normalizer
	for _, part := range parts {
		step, err := readNormalizerStep(part)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return nil, nil
	}
	return func(text []byte) []byte {
		for _, step := range steps {
			text = step(text)
		}
		return text
	}, nil
}

func readNormalizerStep(raw json.RawMessage) (normalizer, error) {
	kind, err := typeOf("normalizer", raw)
	if err != nil {
		return nil, err
	}
	var o struct {
		Type    string     `json:"type"`
		Prepend string     `json:"prepend"`
		Pattern splitRegex `json:"pattern"`
		Content string     `json:"content"`
	}
	if kind != "NFC" && kind != "Prepend" && kind != "Replace" {
		return nil, unsupported("normalizer.type", fmt.Sprintf("%q, want NFC, Prepend or Replace", kind))
	}
	if err := strict("normalizer", raw, &o); err != nil {
		return nil, err
	}
	switch {
	case kind == "NFC":
		return nfc, nil
	case kind == "Prepend":
		return func(text []byte) []byte {
			if len(text) == 0 {
				return text
			}
			return append([]byte(o.Prepend), text...)
		}, nil
	case o.Pattern.String == nil || *o.Pattern.String == "":
		return nil, unsupported("normalizer.pattern", raw)
	}
	from, to := []byte(*o.Pattern.String), []byte(o.Content)
	return func(text []byte) []byte { return bytes.ReplaceAll(text, from, to) }, nil
}
