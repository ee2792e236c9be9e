// SPDX-License-Identifier: Apache-2.0

// Package spec is the specification of a job: its fields, their ranges, its
// one canonical encoding, its digest and its human form in TOML.
//
// A specification is data (docs/spec/specification.md). Everything that a
// trainer, a verifier and the chain compute is a function of it and of chain
// randomness, so all three must read the same values: fractional fields are
// decimal text and never floats, one specification has one encoding, and every
// field is checked against a closed range before anything is computed from it.
// Validate works on hostile input: it costs microseconds, its memory does not
// depend on the numbers it reads, and no product in it can overflow.
//
// One table of fields (fields_*.go) holds path, range, default and meaning.
// Validation, the TOML reader and writer, the template and the chapter of the
// documentation all read that table, so they cannot disagree.
//
// The package holds no operator and no shape of a step: that is chain/program.
// It uses no SDK, clock, disk, network, goroutine or float arithmetic, and is
// deterministic.
package spec
