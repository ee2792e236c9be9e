// SPDX-License-Identifier: Apache-2.0

package safetensors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser reads JSON of a known form, so that its depth is that form's.
type parser struct {
	d   *json.Decoder
	raw []byte
}

func newParser(text []byte) *parser {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return &parser{d, text}
}

// token returns the next one; at any error the header is refused.
func (p *parser) token() (json.Token, error) {
	t, err := p.d.Token()
	if err != nil {
		return nil, fmt.Errorf("%w: header, byte %d: %w", ErrFormat, p.d.InputOffset(), err)
	}
	return t, nil
}

func (p *parser) refuse(found any, want string) error {
	text := fmt.Sprint(found)
	if s, ok := found.(string); ok {
		text = quote(s)
	}
	return fmt.Errorf("%w: header, byte %d: %s; want %s", ErrFormat, p.d.InputOffset(), text, want)
}

func (p *parser) open(want json.Delim) error {
	t, err := p.token()
	if err == nil && t != want {
		err = p.refuse(t, strconv.QuoteRune(rune(want)))
	}
	return err
}

// object calls value for each key of an object. A key that comes twice would
// mean one thing to one reader and another to the next.
func (p *parser) object(value func(key string) error) error {
	if err := p.open('{'); err != nil {
		return err
	}
	var seen keys
	for p.d.More() {
		key, err := p.text()
		if err != nil {
			return err
		}
		if !seen.add(key) {
			return p.refuse(key, "each key once")
		}
		if err := value(key); err != nil {
			return err
		}
	}
	return p.open('}')
}

// keys is a set; most are those of a tensor, three.
type keys struct {
	few  [4]string
	n    int
	many map[string]struct{}
}

// add reports whether the key is new.
func (k *keys) add(key string) bool {
	if _, ok := k.many[key]; ok || slices.Contains(k.few[:k.n], key) {
		return false
	}
	if k.n < len(k.few) {
		k.few[k.n] = key
		k.n++
		return true
	}
	if k.many == nil {
		k.many = map[string]struct{}{}
	}
	k.many[key] = struct{}{}
	return true
}

// text reads a string. The decoder writes U+FFFD for what has no meaning, such
// as half of a surrogate pair.
func (p *parser) text() (string, error) {
	t, err := p.token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", p.refuse(t, "a string")
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		return "", p.refuse(s, "characters of Unicode")
	}
	return s, nil
}

func (p *parser) tensor(t *Tensor) error {
	const all = 3
	found := 0
	err := p.object(func(key string) error {
		found++
		switch key {
		case "dtype":
			name, err := p.text()
			if err != nil {
				return err
			}
			var ok bool
			if t.DType, ok = parseDType(name); !ok {
				return p.refuse(name, "a format of one or more bytes, such as F32")
			}
			return nil
		case "shape":
			var err error
			t.Shape, err = p.integers(maxDims)
			return err
		case "data_offsets":
			at, err := p.integers(2)
			if err != nil {
				return err
			}
			if len(at) != 2 || at[1] < at[0] {
				return p.refuse(at, "where the tensor starts and, not before that, where it ends")
			}
			t.Offset, t.Bytes = at[0], at[1]-at[0]
			return nil
		}
		return p.refuse(key, "dtype, shape or data_offsets")
	})
	if err == nil && found != all {
		err = p.refuse(fmt.Sprintf("%d of 3 keys of a tensor", found), "dtype, shape and data_offsets")
	}
	return err
}

// integers reads a list of at most so many.
func (p *parser) integers(most int) ([]uint64, error) {
	if err := p.open('['); err != nil {
		return nil, err
	}
	list := []uint64{}
	for p.d.More() {
		t, err := p.token()
		if err != nil {
			return nil, err
		}
		number, ok := t.(json.Number)
		n, err := strconv.ParseUint(string(number), 10, 64)
		if !ok || err != nil || len(list) == most {
			return nil, p.refuse(t, fmt.Sprintf("at most %d integers from 0 to 2^64-1", most))
		}
		list = append(list, n)
	}
	return list, p.open(']')
}

// end checks that nothing follows.
func (p *parser) end() error {
	if rest := p.raw[p.d.InputOffset():]; len(rest) > 0 {
		return p.refuse(fmt.Sprintf("%.16q", rest), "nothing but spaces after the last }")
	}
	return nil
}
