// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"strconv"
	"strings"
)

// maxFolded is how large a class without case may be.
const maxFolded = 1024

// class reads what follows a bracket: unions, && between them, classes inside.
func (p *parser) class() (Set, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, p.refuse("more than %d classes in each other", maxNesting)
	}
	defer func() { p.depth-- }()
	negative := p.take("^")
	if p.peek() == ']' || p.peek() == ':' {
		return nil, p.refuse("a class that starts with %q is not supported", p.peek())
	}
	all, err := p.intersection()
	if err != nil {
		return nil, err
	}
	if p.fold {
		if negative || all.size() > maxFolded {
			return nil, p.refuse("a negative or large class without case is not supported")
		}
		all = all.folded()
	}
	if negative {
		all = all.negate()
	}
	return all, nil
}

// intersection reads unions with && between them, up to the closing bracket.
func (p *parser) intersection() (Set, error) {
	all := Set{{0, maxRune}}
	for part := Set(nil); ; {
		switch {
		case !p.more():
			return nil, p.refuse("a [ without a ]")
		case p.take("]"):
			return all.intersect(part), nil
		case p.take("&&"):
			all, part = all.intersect(part), nil
		default:
			s, err := p.classItem()
			if err != nil {
				return nil, err
			}
			part = part.union(s)
		}
	}
}

// classItem reads a character, a range, an escape or a class.
func (p *parser) classItem() (Set, error) {
	if p.take("[") {
		return p.class()
	}
	s, err := p.classChar()
	if err != nil || !strings.HasPrefix(p.expr[p.at:], "-") || strings.HasPrefix(p.expr[p.at:], "-]") {
		return s, err
	}
	if len(s) != 1 || s[0].lo != s[0].hi {
		return nil, p.refuse("a range that starts with a set")
	}
	p.at++
	to, err := p.classChar()
	if err != nil {
		return nil, err
	}
	if len(to) != 1 || to[0].lo != to[0].hi || to[0].lo < s[0].lo {
		return nil, p.refuse("a range that does not ascend to one character")
	}
	return Set{{s[0].lo, to[0].lo}}, nil
}

func (p *parser) classChar() (Set, error) {
	if p.take(`\`) {
		return p.escape()
	}
	if !p.more() || p.peek() == '[' {
		return nil, p.refuse("a range needs a character on both sides")
	}
	return single(p.next()), nil
}

// escape reads what follows a backslash.
func (p *parser) escape() (Set, error) {
	if !p.more() {
		return nil, p.refuse("a backslash ends the expression")
	}
	switch r := p.next(); r {
	case 's':
		return space, nil
	case 'S':
		return space.negate(), nil
	case 'd':
		return categories()["Nd"], nil
	case 'D':
		return categories()["Nd"].negate(), nil
	case 'p', 'P':
		return p.property(r == 'P')
	case 'r', 'n', 't', 'v', 'f', 'a', 'e':
		return single([]rune("\r\n\t\v\f\a\x1b")[strings.IndexRune("rntvfae", r)]), nil
	case 'u':
		return p.hex(4, maxRune)
	case 'x':
		if p.take("{") {
			return p.hexUntil('}')
		}
		return p.hex(2, 0x7f)
	default:
		if r > 0x7f || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return nil, p.refuse(`\%c is not supported`, r)
		}
		return single(r), nil
	}
}

// property reads the name of a property.
func (p *parser) property(negative bool) (Set, error) {
	if !p.take("{") {
		return nil, p.refuse(`\p without {`)
	}
	name, _, ok := strings.Cut(p.expr[p.at:], "}")
	if !ok {
		return nil, p.refuse(`\p{ without }`)
	}
	bare := strings.TrimPrefix(name, "^")
	s, ok := property(bare)
	if !ok {
		return nil, p.refuse(`\p{%.20s} is not supported`, name)
	}
	p.at += len(name) + 1
	if negative != (bare != name) {
		s = s.negate()
	}
	return s, nil
}

func (p *parser) hex(digits int, limit uint64) (Set, error) {
	if p.at+digits > len(p.expr) {
		return nil, p.refuse("a code point needs %d digits", digits)
	}
	v, err := strconv.ParseUint(p.expr[p.at:p.at+digits], 16, 32)
	if err != nil || v > limit {
		return nil, p.refuse("a code point of %d hexadecimal digits up to %x", digits, limit)
	}
	p.at += digits
	return single(rune(v)), nil
}

func (p *parser) hexUntil(end byte) (Set, error) {
	n := strings.IndexByte(p.expr[p.at:], end)
	if n < 1 || n > 8 {
		return nil, p.refuse("a code point of 1 to 8 digits")
	}
	s, err := p.hex(n, maxRune)
	p.at++
	return s, err
}
