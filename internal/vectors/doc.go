// SPDX-License-Identifier: Apache-2.0

// Package vectors holds the golden vectors of the protocol's formats: inputs
// and the results that every implementation, in whatever language, must give.
// The files are JSON and embedded here, so that tests of any package read them
// by name. A test beside each file recomputes it; `go test ./internal/vectors
// -update` rewrites the files, and the difference is reviewed like code: a
// changed vector is a changed protocol.
package vectors
