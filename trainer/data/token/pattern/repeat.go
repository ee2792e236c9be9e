// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"slices"
	"strconv"
	"strings"
)

// repeats reads what says how often n is to match.
func (p *parser) repeats(n *node) (*node, error) {
	rep := &node{kind: kindRepeat, subs: []*node{n}}
	counted := false
	switch {
	case p.take("?"):
		rep.min, rep.max = 0, 1
	case p.take("*"):
		rep.min, rep.max = 0, -1
	case p.take("+"):
		rep.min, rep.max = 1, -1
	case p.take("{"):
		if err := p.counts(rep); err != nil {
			return nil, err
		}
		counted = true
	default:
		return n, nil
	}
	if nullable(n) {
		return nil, p.refuse("repeating what may match nothing is not supported")
	}
	if !counted {
		rep.lazy = p.take("?")
		rep.only = !rep.lazy && p.take("+")
	}
	if r := p.peek(); r != 0 && strings.ContainsRune("?*+{", r) {
		return nil, p.refuse("a repetition of a repetition is not supported")
	}
	return rep, nil
}

// counts reads {n}, {n,}, {,m} or {n,m} after its brace.
func (p *parser) counts(rep *node) error {
	text, _, ok := strings.Cut(p.expr[p.at:], "}")
	low, high, ranged := strings.Cut(text, ",")
	var errLow, errHigh error
	rep.min, errLow = strconv.Atoi(low)
	rep.max = rep.min
	if low == "" && high != "" {
		rep.min, errLow = 0, nil
	}
	if ranged {
		rep.max = -1
		if high != "" {
			rep.max, errHigh = strconv.Atoi(high)
		}
	}
	if !ok || errLow != nil || errHigh != nil || rep.min < 0 || rep.min > maxRepeat || rep.max > maxRepeat ||
		rep.max >= 0 && rep.max < rep.min || rep.max == 0 {
		return p.refuse("a count, 1 to %d, that does not fall", maxRepeat)
	}
	p.at += len(text) + 1
	return nil
}

// nullable reports whether n may match without a character. What looks ahead
// does, if it matches.
func nullable(n *node) bool {
	switch n.kind {
	case kindChar:
		return false
	case kindRepeat:
		return n.min == 0 || nullable(n.subs[0])
	case kindAlt:
		return slices.ContainsFunc(n.subs, nullable)
	default:
		return !slices.ContainsFunc(n.subs, func(sub *node) bool { return !nullable(sub) })
	}
}

// possessive accepts repeats that give nothing back where giving back would not
// help, so that they are the usual ones: what follows them in the whole
// expression matches nothing at all, or starts with other characters.
func (p *parser) possessive(cat *node) error {
	for i, n := range cat.subs {
		if !n.only {
			continue
		}
		body := n.subs[0]
		if p.depth != 1 || body.kind != kindChar {
			return p.refuse("a possessive repetition of a group, or in one, is not supported")
		}
		if first, may := firsts(cat.subs[i+1:]); !may && len(first.intersect(body.set)) > 0 {
			return p.refuse("a possessive repetition before what it may match is not supported")
		}
	}
	return nil
}

// firsts is the set of characters with which a sequence may start, or which it
// must see next, and whether it surely matches nothing at all.
func firsts(seq []*node) (first Set, may bool) {
	for _, n := range seq {
		s, free := firstOf(n)
		if first = first.union(s); !free {
			return first, false
		}
	}
	return first, true
}

func firstOf(n *node) (first Set, may bool) {
	switch n.kind {
	case kindCat:
		return firsts(n.subs)
	case kindRepeat:
		first, may = firstOf(n.subs[0])
		return first, may || n.min == 0
	case kindAlt:
		for _, sub := range n.subs {
			s, free := firstOf(sub)
			first, may = first.union(s), may || free
		}
		return first, may
	default: // a character, or a look at one
		return n.set, false
	}
}
