// SPDX-License-Identifier: Apache-2.0

// Package screen lays out text for people: tables, lists of names and values,
// checklists, charts, a board that is drawn again in place. It knows nothing
// of chains or jobs. All of it is plain text that a pipe can take; only Board
// writes control sequences, and only if it is told that it has a terminal.
package screen
