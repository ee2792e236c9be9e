// SPDX-License-Identifier: Apache-2.0

// Package reward is the module that holds the money of jobs: escrows, vested
// pay, audit fees, the protocol fee, emission for sponsored jobs, shares of
// finished models and their royalties. README.md is its specification.
//
// This package joins the module to an application; rules and state are in
// keeper, wire format and errors in types.
package reward
