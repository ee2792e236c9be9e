// SPDX-License-Identifier: Apache-2.0

package token

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Names by which the tokens that begin and end a document are known, where the
// file's template does not say.
var (
	bosNames = []string{"<|begin_of_text|>", "<s>", "<bos>", "<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<|startoftext|>", "<|bos|>", "[BOS]"}
	eosNames = []string{
		"<|end_of_text|>", "</s>", "<eos>", "<\uff5cend\u2581of\u2581sentence\uff5c>", "<|endoftext|>", "<|end_of_sentence|>", "<|eos|>", "[EOS]",
	}
)

// templatePart is one part of a template.
type templatePart struct {
	SpecialToken *templateRef `json:"SpecialToken"`
	Sequence     *templateRef `json:"Sequence"`
}

type templateRef struct {
	ID     string `json:"id"`
	TypeID int    `json:"type_id"`
}

// readEnds reads from the post-processor which tokens begin and end a document.
// Other tokens are not put around a text, so that a post-processor that does
// more is refused.
func (t *bpe) readEnds(f *fileJSON) error {
	parts, err := flatten("post_processor", "processors", f.PostProcessor)
	if err != nil {
		return err
	}
	for _, part := range parts {
		kind, err := typeOf("post_processor", part)
		if err != nil {
			return err
		}
		switch kind {
		case "ByteLevel":
			err = strict("post_processor", part, &byteLevelJSON{})
		case "TemplateProcessing":
			err = t.template(part)
		default:
			err = unsupported("post_processor.type", fmt.Sprintf("%q, want ByteLevel or TemplateProcessing", kind))
		}
		if err != nil {
			return err
		}
	}
	t.byName(f.AddedTokens)
	return nil
}

// template reads what stands before and after the text.
func (t *bpe) template(raw json.RawMessage) error {
	var o struct {
		Type    string          `json:"type"`
		Single  []templatePart  `json:"single"`
		Pair    json.RawMessage `json:"pair"`
		Special map[string]struct {
			ID     string   `json:"id"`
			IDs    []uint32 `json:"ids"`
			Tokens []string `json:"tokens"`
		} `json:"special_tokens"`
	}
	if err := strict("post_processor", raw, &o); err != nil {
		return err
	}
	seen := false
	for _, part := range o.Single {
		if part.Sequence != nil && part.SpecialToken == nil && !seen {
			seen = true
			continue
		}
		to := &t.bos
		if seen {
			to = &t.eos
		}
		if part.SpecialToken == nil || part.Sequence != nil || *to != nil {
			return unsupported("post_processor.single", "more than one token before the text, one after it, and the text")
		}
		ref, ok := o.Special[part.SpecialToken.ID]
		if !ok || len(ref.IDs) != 1 || int64(ref.IDs[0]) >= int64(t.size) {
			return fmt.Errorf("%w: post_processor.special_tokens: %q, want one id below %d", ErrFile, part.SpecialToken.ID, t.size)
		}
		*to = &ref.IDs[0]
	}
	if !seen {
		return fmt.Errorf("%w: post_processor.single has no place for the text", ErrFile)
	}
	return nil
}

// byName finds the tokens by their names.
func (t *bpe) byName(list []addedJSON) {
	find := func(names []string) *uint32 {
		best, id := len(names), uint32(0)
		for _, a := range list {
			if k := slices.Index(names, a.Content); a.Special && k >= 0 && k < best {
				best, id = k, a.ID
			}
		}
		if best == len(names) {
			return nil
		}
		return &id
	}
	if t.bos == nil {
		t.bos = find(bosNames)
	}
	if t.eos == nil {
		t.eos = find(eosNames)
	}
}
