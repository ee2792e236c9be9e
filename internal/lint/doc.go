// SPDX-License-Identifier: Apache-2.0

// Package lint holds the house rules of this repository as checks over its
// source tree; the tests of the package run them. Each rule says what it
// forbids and why, and each has a fixture in testdata that proves it can fail.
//
// The rules here are those a general linter cannot know: the import map, what
// consensus code may not do and not be compiled to, the words of the design,
// documents that name paths, commands and dependencies. Everything else is left
// to golangci-lint, whose import rules are rendered from the same map (see
// [Depguard]).
//
// A finding in consensus code may be allowed where it stands, with a reason:
//
//	for key := range set { //lint:allow map-range the keys are sorted below
//
// An allowance that allows nothing is itself a finding.
package lint
