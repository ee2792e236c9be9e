// SPDX-License-Identifier: Apache-2.0

// Package pattern compiles the regular expressions by which tokenizer files
// split texts, and matches them.
//
// The original matches them with Oniguruma, which tries alternatives in order
// and backtracks. Compile makes a deterministic automaton that gives the same
// match, the first one in that order and not the longest, at a table look-up a
// character. What no automaton of bounded size can do exactly (back references,
// look-around of more than one character, and so on) is refused.
//
// Properties of characters are those of Unicode 16, which the original has,
// and not those of the Go release at hand: a dataset must not depend on it.
package pattern
