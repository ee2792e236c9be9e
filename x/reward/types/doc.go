// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, state, events, errors, parameters and
// genesis of x/reward, and the plain Go values other modules hand to its
// keeper: Grant, GrantKey and Close. The module's README is its
// specification.
package types
