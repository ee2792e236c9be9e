// SPDX-License-Identifier: Apache-2.0

// Package cosmjs runs the test of clients/js, the JavaScript package of the chain, against a chain, and holds what that package does with
// messages and events to what the chain's own code does.
package cosmjs
