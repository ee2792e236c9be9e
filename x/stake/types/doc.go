// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, events, keys, errors and pure checks of x/stake, the money that providers put at
// risk. Do not look here for validators: their stake is x/staking of the SDK.
//
// Everything here is a pure function of its arguments. Checks of text use fixed byte and rune ranges and never the
// Unicode tables of the standard library, which differ between Go releases and so between nodes.
package types
