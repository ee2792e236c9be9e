// SPDX-License-Identifier: Apache-2.0

package game

import "github.com/weft-network/weft/chain/commit"

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

// EntryKind says what an entry of a trace stands for.
type EntryKind uint8

// The kinds of entries.
const (
	// EntryOutput is the output of an operator.
	EntryOutput EntryKind = iota + 1
	// EntryState is the state file that the step leaves.
	EntryState
	// EntryDelta is the delta.
	EntryDelta
)

// Entry is what entry i of the step's trace stands for, and the tree over its
// content.
func (f *Facts) Entry(i uint64) (EntryKind, commit.Span, error) {
	switch ops := uint64(f.ops()); {
	case i < ops:
		op, err := f.Program.At(int(i))
		if err != nil {
			return 0, commit.Span{}, err
		}
		return EntryOutput, commit.TensorSpan(uint64(op.Shape.Size() * op.Type.Bytes())), nil
	case i == ops && f.New != nil:
		return EntryState, commit.BlobSpan(f.New.Size()), nil
	default:
		return EntryDelta, commit.BlobSpan(uint64(f.Exchange.DeltaBytes())), nil
	}
}
