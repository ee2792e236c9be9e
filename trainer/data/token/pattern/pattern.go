// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"
)

// ErrPattern is an expression that is broken or not supported.
var ErrPattern = errors.New("pattern not supported")

// maxStates bounds the rows of an automaton.
const maxStates = 1000

// Pattern is an expression as a deterministic automaton.
//
// A state stands for the threads of a backtracking matcher that are still
// alive, in the order in which it would try them. On the class of the next
// character a thread may turn out to be done; those after it are then dropped,
// for the matcher would never come to them.
type Pattern struct {
	classes *classes
	ascii   [utf8.RuneSelf]uint8
	width   int      // classes
	next    []uint16 // by state and class: state·2, +1 if a match ends before this character
}

// Compile makes the automaton of an expression.
func Compile(expr string) (*Pattern, error) {
	n, err := parse(expr)
	if err != nil {
		return nil, err
	}
	c, start, err := compile(n)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", err, expr)
	}
	p, err := determine(c, start)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", err, expr)
	}
	return p, nil
}

// Literal matches one text.
func Literal(text string) (*Pattern, error) { return Compile(regexp.QuoteMeta(text)) }

// Numeric matches one digit, as the pre-tokenizer Digits understands it.
func Numeric() (*Pattern, error) {
	c, start, err := compile(char(numeric()))
	if err != nil {
		return nil, err
	}
	return determine(c, start)
}

// builder makes the states, which it knows by their lists of threads.
type builder struct {
	*compiler
	p       *Pattern
	known   map[string]uint16
	states  [][]uint16
	seen    []bool
	threads []uint16 // of the state being made
	done    bool
}

// determine makes all states; state 0 has no threads.
func determine(c *compiler, start int) (*Pattern, error) {
	classes, err := classify(c.sets)
	if err != nil {
		return nil, err
	}
	p := &Pattern{classes: classes, width: len(classes.sets)}
	for r := range p.ascii {
		p.ascii[r] = classes.of(rune(r))
	}
	b := &builder{compiler: c, p: p, known: map[string]uint16{}, seen: make([]bool, len(c.prog))}
	b.state(nil)
	b.state([]uint16{uint16(start)})
	for s := 0; s < len(b.states); s++ { //nolint:intrange // the list grows
		if len(b.states) > maxStates {
			return nil, fmt.Errorf("%w: too large for an automaton: more than %d states", ErrPattern, maxStates)
		}
		for class := range classes.sets {
			next, done := b.step(b.states[s], class)
			if s == 1 && done {
				return nil, fmt.Errorf("%w: it may match nothing at all", ErrPattern)
			}
			p.next = append(p.next, next<<1|bit(done))
		}
	}
	return p, nil
}

func bit(b bool) uint16 {
	if b {
		return 1
	}
	return 0
}

// state returns the number of a list of threads.
func (b *builder) state(threads []uint16) uint16 {
	var key []byte
	for _, t := range threads {
		key = binary.LittleEndian.AppendUint16(key, t)
	}
	n, ok := b.known[string(key)]
	if !ok {
		n = uint16(len(b.states))
		b.known[string(key)] = n
		b.states = append(b.states, threads)
	}
	return n
}

// step reads a character of a class.
func (b *builder) step(threads []uint16, class int) (next uint16, done bool) {
	clear(b.seen)
	b.threads, b.done = nil, false
	for _, t := range threads {
		b.follow(int(t), class)
	}
	// Two threads that wait at one instruction behave alike from here on: the
	// later one adds nothing.
	clear(b.seen)
	var alive []uint16
	for _, t := range b.threads {
		if !b.seen[t] {
			b.seen[t] = true
			alive = append(alive, t)
		}
	}
	return b.state(alive), b.done
}

// follow goes on from an instruction to all that read the character, in order,
// until one is done.
func (b *builder) follow(at, class int) {
	if b.done || b.seen[at] {
		return
	}
	b.seen[at] = true
	in := b.prog[at]
	has := b.p.classes.sets[class]>>in.set&1 != 0
	switch in.op {
	case opDone:
		b.done = true
	case opFork:
		b.follow(in.x, class)
		b.follow(in.y, class)
	case opLook:
		if has {
			b.follow(in.x, class)
		}
	case opChar:
		if has && class != 0 {
			b.threads = append(b.threads, uint16(in.x))
		}
	}
}

// Match is the length of the match at the start of text, 0 if there is none. A
// byte that is not UTF-8 counts as U+FFFD.
func (p *Pattern) Match(text []byte) int {
	end, state := 0, 1
	for i := 0; i < len(text); {
		class, size := uint8(0), 1
		if b := text[i]; b < utf8.RuneSelf {
			class = p.ascii[b]
		} else {
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			class = p.classes.of(r)
		}
		next := p.next[state*p.width+int(class)]
		if next&1 != 0 {
			end = i
		}
		if state = int(next >> 1); state == 0 {
			return end
		}
		i += size
	}
	if p.next[state*p.width]&1 != 0 {
		end = len(text)
	}
	return end
}

// Find is the first match in text: where it starts and ends; both are len(text)
// if there is none.
func (p *Pattern) Find(text []byte) (start, end int) {
	for start < len(text) {
		if n := p.Match(text[start:]); n > 0 {
			return start, start + n
		}
		_, size := utf8.DecodeRune(text[start:])
		start += size
	}
	return start, start
}
