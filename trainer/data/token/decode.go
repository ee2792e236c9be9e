// SPDX-License-Identifier: Apache-2.0

package token

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// decoder gives the text of tokens.
type decoder struct {
	pieces  [][]byte // by id; nil has no text
	special []bool
	strip   []byte // taken away from the start of the text, as often as times says
	times   int
	first   [][]byte // the text of a token that begins a text, if it differs
}

func (t *bpe) Decode(dst []byte, ids []uint32) []byte {
	d := t.decoder
	start := len(dst)
	begins := true
	for _, id := range ids {
		if int64(id) >= int64(len(d.pieces)) || d.special[id] {
			continue
		}
		if begins && d.first != nil {
			dst = append(dst, d.first[id]...)
		} else {
			dst = append(dst, d.pieces[id]...)
		}
		begins = false
	}
	for range d.times {
		if !bytes.HasPrefix(dst[start:], d.strip) {
			break
		}
		dst = append(dst[:start], dst[start+len(d.strip):]...)
	}
	return dst
}

// readDecoder reads the decoder and applies it to every token.
func readDecoder(f *fileJSON, normalize normalizer) (*decoder, error) {
	parts, err := flatten("decoder", "decoders", f.Decoder)
	if err != nil {
		return nil, err
	}
	texts, d := tokenTexts(f, normalize)
	if len(parts) == 0 {
		return nil, unsupported("decoder", "null")
	}
	kind, err := typeOf("decoder", parts[0])
	if err != nil {
		return nil, err
	}
	switch {
	case kind == "ByteLevel" && len(parts) == 1:
		d.pieces, err = byteTexts(parts[0], texts)
	case kind == "Metaspace" && len(parts) == 1:
		err = d.metaspace(parts[0], texts)
	default:
		err = d.chain(parts, texts)
	}
	return d, err
}

// tokenTexts is the tokens by id, those of the model and the added ones. An
// added token that is looked for after normalisation is kept normalised.
func tokenTexts(f *fileJSON, normalize normalizer) ([]string, *decoder) {
	var texts []string
	grow := func(id uint32) {
		if n := int(id) + 1 - len(texts); n > 0 {
			texts = append(texts, make([]string, n)...)
		}
	}
	for s, id := range f.Model.Vocab {
		grow(id)
		texts[id] = s
	}
	for _, a := range f.AddedTokens {
		grow(a.ID)
		texts[a.ID] = a.Content
		if a.Normalized && normalize != nil {
			texts[a.ID] = string(normalize([]byte(a.Content)))
		}
	}
	d := &decoder{pieces: make([][]byte, len(texts)), special: make([]bool, len(texts))}
	for _, a := range f.AddedTokens {
		d.special[a.ID] = d.special[a.ID] || a.Special
	}
	return texts, d
}

// byteTexts reads tokens as bytes in byteRunes; one that has other characters
// stands for itself.
func byteTexts(raw json.RawMessage, texts []string) ([][]byte, error) {
	var o byteLevelJSON
	if err := strict("decoder", raw, &o); err != nil {
		return nil, err
	}
	pieces := make([][]byte, len(texts))
	for id, s := range texts {
		b, ok := fromAlphabet(s)
		if !ok {
			b = []byte(s)
		}
		pieces[id] = b
	}
	return pieces, nil
}

// metaspace writes spaces for the marks; a token that begins a text loses them.
func (d *decoder) metaspace(raw json.RawMessage, texts []string) error {
	m, err := readMetaspace("decoder", raw)
	if err != nil {
		return err
	}
	if m.scheme != "never" {
		d.first = make([][]byte, len(texts))
	}
	for id, s := range texts {
		d.pieces[id] = []byte(strings.ReplaceAll(s, m.mark, " "))
		if d.first != nil {
			d.first[id] = []byte(strings.ReplaceAll(s, m.mark, ""))
		}
	}
	return nil
}

// chain is the decoder of files from SentencePiece: replace marks, read bytes,
// fuse, strip.
func (d *decoder) chain(parts []json.RawMessage, texts []string) error {
	fused, fallback := false, false
	for _, part := range parts {
		kind, err := typeOf("decoder", part)
		if err != nil {
			return err
		}
		var o struct {
			Type    string     `json:"type"`
			Pattern splitRegex `json:"pattern"`
			Content string     `json:"content"`
			Start   int        `json:"start"`
			Stop    int        `json:"stop"`
		}
		if err := strict("decoder", part, &o); err != nil {
			return err
		}
		switch {
		case kind == "Replace" && !fused && !fallback && o.Pattern.String != nil && *o.Pattern.String != "":
			for id, s := range texts {
				texts[id] = strings.ReplaceAll(s, *o.Pattern.String, o.Content)
			}
		case kind == "ByteFallback" && !fused:
			fallback = true
		case kind == "Fuse":
			fused = true
		case kind == "Strip" && fused && d.times == 0 && o.Stop == 0 && o.Start >= 0 && o.Start <= 16 && o.Content != "":
			d.strip, d.times = []byte(o.Content), o.Start
		default:
			return fmt.Errorf("%w, want ByteLevel, Metaspace, or Replace, ByteFallback, Fuse, Strip at the left, in this order",
				unsupported("decoder", part))
		}
	}
	for id, s := range texts {
		d.pieces[id] = []byte(s)
		if b, ok := byteToken(s); ok && fallback {
			d.pieces[id] = []byte{b}
		}
	}
	return nil
}

// byteToken reads <0x0A>.
func byteToken(s string) (byte, bool) {
	if len(s) != 6 || !strings.HasPrefix(s, "<0x") || s[5] != '>' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[3:5], 16, 8)
	return byte(v), err == nil
}
