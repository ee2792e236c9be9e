// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, records, events and errors of x/dispute,
// and what the module needs of others.
//
// Most of it is generated from proto/weft/dispute/v1.
package types
