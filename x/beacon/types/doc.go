// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, events, keys, errors and pure checks of x/beacon. The rule by which a round is
// verified is chain/beacon.
//
// Everything here is a pure function of its arguments.
package types
