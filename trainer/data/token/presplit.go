// SPDX-License-Identifier: Apache-2.0

package token

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/weft-network/weft/trainer/data/token/pattern"
)

// splitRegex is a pattern: one of a text and an expression.
type splitRegex struct {
	String *string `json:"String"`
	Regex  *string `json:"Regex"`
}

// behavior is what becomes of the matches of a split.
type behavior uint8

const (
	isolated   behavior = iota // pieces of their own, like the gaps between them
	removed                    // dropped
	contiguous                 // joined with matches beside them
	withPrevious
	withNext
)

var behaviors = map[string]behavior{
	"Isolated": isolated, "Removed": removed, "Contiguous": contiguous,
	"MergedWithPrevious": withPrevious, "MergedWithNext": withNext,
}

// splitter cuts a text into pieces and may change it. first is true for the
// text that begins the whole.
type splitter interface {
	split(text []byte, first bool, out func([]byte))
}

// patternSplit splits at the matches of a pattern, or at the gaps between them.
type patternSplit struct {
	p        *pattern.Pattern
	behavior behavior
	invert   bool
}

func (s *patternSplit) split(text []byte, _ bool, out func([]byte)) {
	if s.behavior == isolated {
		s.isolated(text, out)
		return
	}
	j := joiner{behavior: s.behavior, out: out}
	for len(text) > 0 {
		start, end := s.p.Find(text)
		if start > 0 {
			j.add(text[:start], s.invert)
		}
		if end > start {
			j.add(text[start:end], !s.invert)
		}
		text = text[end:]
	}
	j.flush()
}

// isolated gives matches and gaps alike.
func (s *patternSplit) isolated(text []byte, out func([]byte)) {
	for gap := 0; gap < len(text); {
		if n := s.p.Match(text[gap:]); n > 0 {
			if gap > 0 {
				out(text[:gap])
			}
			out(text[gap : gap+n])
			text, gap = text[gap+n:], 0
			continue
		}
		_, n := utf8.DecodeRune(text[gap:])
		if gap += n; gap >= len(text) {
			out(text)
		}
	}
}

// joiner puts matches and gaps, which arrive in order and adjacent, together.
type joiner struct {
	behavior behavior
	out      func([]byte)
	piece    []byte // not yet given out
	matched  bool   // whether the last part was a match
}

func (j *joiner) add(part []byte, match bool) {
	join := false
	switch j.behavior {
	case removed:
		if match {
			return
		}
	case contiguous:
		join = match == j.matched
	case withPrevious:
		join = match && !j.matched
	case withNext:
		join = j.matched && !match
	case isolated:
	}
	if join && len(j.piece) > 0 {
		j.piece = j.piece[:len(j.piece)+len(part)]
	} else {
		j.flush()
		j.piece = part
	}
	j.matched = match
}

func (j *joiner) flush() {
	if len(j.piece) > 0 {
		j.out(j.piece)
	}
	j.piece = nil
}

// prefixSpace puts a space before a text that has none.
type prefixSpace struct{}

func (prefixSpace) split(text []byte, _ bool, out func([]byte)) {
	if text[0] != ' ' {
		text = append([]byte{' '}, text...)
	}
	out(text)
}

// metaspace writes spaces as another character, puts one before the text, and
// splits before each.
type metaspace struct {
	mark   string
	scheme string // always, first, never
	cut    bool
}

func (m metaspace) split(text []byte, first bool, out func([]byte)) {
	mark := []byte(m.mark)
	text = bytes.ReplaceAll(text, []byte(" "), mark)
	if !bytes.HasPrefix(text, mark) && (m.scheme == "always" || m.scheme == "first" && first) {
		text = append(slices.Clip(mark), text...)
	}
	for m.cut && len(text) > 0 {
		next := bytes.Index(text[1:], mark)
		if next < 0 {
			break
		}
		out(text[:next+1])
		text = text[next+1:]
	}
	if len(text) > 0 {
		out(text)
	}
}

// readMetaspace reads the pre-tokenizer or the decoder, of new and old files.
func readMetaspace(what string, raw json.RawMessage) (metaspace, error) {
	o := struct {
		Type           string  `json:"type"`
		Replacement    string  `json:"replacement"`
		AddPrefixSpace *bool   `json:"add_prefix_space"`
		PrependScheme  *string `json:"prepend_scheme"`
		Split          *bool   `json:"split"`
		StrRep         *string `json:"str_rep"`
	}{}
	if err := strict(what, raw, &o); err != nil {
		return metaspace{}, err
	}
	m := metaspace{o.Replacement, "always", o.Split == nil || *o.Split}
	if o.PrependScheme != nil {
		m.scheme = *o.PrependScheme
	}
	if o.AddPrefixSpace != nil && !*o.AddPrefixSpace {
		if o.PrependScheme != nil && m.scheme != "never" {
			return metaspace{}, fmt.Errorf("%w: %s: add_prefix_space contradicts prepend_scheme %q", ErrFile, what, m.scheme)
		}
		m.scheme = "never"
	}
	if utf8.RuneCountInString(m.mark) != 1 || m.scheme != "always" && m.scheme != "first" && m.scheme != "never" {
		return metaspace{}, unsupported(what, raw)
	}
	return m, nil
}
