// SPDX-License-Identifier: Apache-2.0

package game

// Rule is what decided a game.
type Rule uint8

// The rules.
const (
	// Undecided: the game goes on.
	Undecided Rule = iota
	// RuleElement: the element of an operator's output was computed, and
	// compared with the chunk that the defender posted.
	RuleElement
	// RuleCopy: a byte of a file was compared with what it is copied from.
	RuleCopy
	// RuleHeader: a byte before the data of a state was compared with the
	// layout.
	RuleHeader
	// RuleFinite: the chunk of a state holds a number that is not finite.
	RuleFinite
	// RuleClock: the side to move ran out of time.
	RuleClock
)

var ruleNames = [...]string{"undecided", "element", "copy", "header", "finite", "clock"}

// String is the name of the rule in docs/spec/dispute.md.
func (r Rule) String() string {
	if int(r) < len(ruleNames) {
		return ruleNames[r]
	}
	return "unknown"
}

// Outcome says who won, and why. A winning challenger has proven the leaf
// false; a winning defender has shown that this challenger was wrong, and
// nothing else: other games about the leaf go on.
type Outcome struct {
	Winner Side
	Rule   Rule
	// Of the rules that compare: the entry of the trace, the byte of its
	// content, the defender's bytes there and the right ones.
	Entry      uint64
	At         uint64
	Said, True []byte
}

// Fraud reports whether the game proved the defender's leaf false.
func (o Outcome) Fraud() bool { return o.Winner == Challenger }
