// SPDX-License-Identifier: Apache-2.0

// Package beacon is the module of the chain's randomness: rounds of a drand beacon, posted by anybody, verified by the
// chain. Its specification is README.md.
package beacon
