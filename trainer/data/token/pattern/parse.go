// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// kind is what a node of an expression does.
type kind uint8

const (
	kindChar   kind = iota + 1 // one character of a set
	kindCat                    // one after another
	kindAlt                    // the first that leads to a match
	kindRepeat                 // min to max times, max < 0 without end
	kindLook                   // nothing, if the next character is in a set, or the text ends
)

type node struct {
	kind     kind
	set      Set // of kindChar and kindLook
	end      bool
	subs     []*node
	min, max int
	lazy     bool
	only     bool // a repeat that gives nothing back
	folded   rune // the letter of a kindChar that ignores case, else 0
}

// The bounds of an expression.
const (
	maxExpression = 4096
	maxNesting    = 32
	maxRepeat     = 64
)

// parser reads Oniguruma's Ruby syntax, as far as it is supported.
type parser struct {
	expr  string
	at    int
	depth int
	fold  bool
}

// refuse names what is wrong and where.
func (p *parser) refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s, at byte %d of %q", ErrPattern, fmt.Sprintf(format, args...), p.at, p.expr)
}

func (p *parser) more() bool { return p.at < len(p.expr) }

// peek is the next character, 0 at the end.
func (p *parser) peek() rune {
	if !p.more() {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.expr[p.at:])
	return r
}

func (p *parser) next() rune {
	r, n := utf8.DecodeRuneInString(p.expr[p.at:])
	p.at += n
	return r
}

// take skips text if it comes next.
func (p *parser) take(text string) bool {
	if !strings.HasPrefix(p.expr[p.at:], text) {
		return false
	}
	p.at += len(text)
	return true
}

func parse(expr string) (*node, error) {
	p := &parser{expr: expr}
	switch {
	case len(expr) > maxExpression:
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrPattern, len(expr), maxExpression)
	case !utf8.ValidString(expr):
		return nil, p.refuse("not UTF-8")
	}
	n, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.more() {
		return nil, p.refuse("a ) without a (")
	}
	return n, nil
}

func (p *parser) alternatives() (*node, error) {
	alt := &node{kind: kindAlt}
	if p.depth++; p.depth > maxNesting {
		return nil, p.refuse("more than %d groups in each other", maxNesting)
	}
	for {
		n, err := p.sequence()
		if err != nil {
			return nil, err
		}
		alt.subs = append(alt.subs, n)
		if !p.take("|") {
			break
		}
	}
	p.depth--
	if len(alt.subs) == 1 {
		return alt.subs[0], nil
	}
	return alt, nil
}

func (p *parser) sequence() (*node, error) {
	cat := &node{kind: kindCat}
	for p.more() && p.peek() != '|' && p.peek() != ')' {
		n, err := p.atom()
		if err == nil {
			n, err = p.repeats(n)
		}
		if err != nil {
			return nil, err
		}
		if k := len(cat.subs); k > 0 && joins(cat.subs[k-1].folded, n.folded) {
			return nil, p.refuse("letters without case that one character may stand for: %c%c", cat.subs[k-1].folded, n.folded)
		}
		cat.subs = append(cat.subs, n)
	}
	return cat, p.possessive(cat)
}

// joins reports letters for which there is a ligature, such as ß for ss, that a
// match without case would have to accept.
func joins(a, b rune) bool {
	return a != 0 && b != 0 && strings.Contains(" ss st ff fi fl ", " "+strings.ToLower(string(a)+string(b))+" ")
}

func (p *parser) atom() (*node, error) {
	switch r := p.next(); r {
	case '(':
		return p.group()
	case '[':
		s, err := p.class()
		return char(s), err
	case '.':
		return char(single('\n').negate()), nil
	case '$':
		return &node{kind: kindLook, set: single('\n'), end: true}, nil
	case '^', '*', '+', '?', '{', '}', ']':
		p.at--
		return nil, p.refuse("%q is not supported here", r)
	case '\\':
		if p.take("z") {
			return &node{kind: kindLook, end: true}, nil
		}
		s, err := p.escape()
		if err != nil || !p.fold {
			return char(s), err
		}
		return p.foldChar(s)
	default:
		if p.fold {
			return p.foldChar(single(r))
		}
		return char(single(r)), nil
	}
}

func char(s Set) *node { return &node{kind: kindChar, set: s} }

// foldChar is a character of any case.
func (p *parser) foldChar(s Set) (*node, error) {
	n := char(s.folded())
	if len(s) == 1 && s[0].lo == s[0].hi {
		n.folded = s[0].lo
		if n.folded > 0x7f {
			return nil, p.refuse("%q without case", n.folded)
		}
	}
	return n, nil
}

// group reads what follows a parenthesis. Nothing asks for what a group
// matched, so capturing ones are groups like others.
func (p *parser) group() (*node, error) {
	fold := p.fold
	defer func() { p.fold = fold }()
	look := byte(0)
	switch {
	case p.take("?:"):
	case p.take("?i:"):
		p.fold = true
	case p.take("?-i:"):
		p.fold = false
	case p.take("?!"):
		look = '!'
	case p.take("?="):
		look = '='
	case p.take("?"):
		return nil, p.refuse("a group of this kind is not supported")
	}
	n, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if !p.take(")") {
		return nil, p.refuse("a ( without a )")
	}
	if look == 0 {
		n.folded = 0
		return n, nil
	}
	return p.lookahead(n, look == '!')
}

// lookahead asks for the next character, or for its absence.
func (p *parser) lookahead(n *node, negative bool) (*node, error) {
	for n.kind == kindCat && len(n.subs) == 1 {
		n = n.subs[0]
	}
	if n.kind != kindChar {
		return nil, p.refuse("a look-ahead of more than one character is not supported")
	}
	if negative {
		return &node{kind: kindLook, set: n.set.negate(), end: true}, nil
	}
	return &node{kind: kindLook, set: n.set}, nil
}
