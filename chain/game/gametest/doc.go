// SPDX-License-Identifier: Apache-2.0

// Package gametest builds steps to dispute, and plays whole games about them.
//
// A [World] is a step with everything that it reads; a [Tale] is what somebody
// says it came to: the truth, or a lie at any place, carried on honestly from
// there or not. An [Actor] plays one side, honestly or by a named trick. A
// [Match] plays two actors to the end and checks every reply against named
// rules. The toy step needs no training: the parameters after step i are i.
//
// Operators are executed by the referee, element by element; tests outside of
// chain bring the bytes of engines. Only tests import the package.
package gametest
