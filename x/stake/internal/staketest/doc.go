// SPDX-License-Identifier: Apache-2.0

// Package staketest builds x/stake over the real x/bank and x/auth in memory, without an application. It is for the
// module's own tests; other modules write a stub of the methods they need.
package staketest
