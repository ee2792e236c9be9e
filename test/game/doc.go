// SPDX-License-Identifier: Apache-2.0

// Package game holds tests that play disputes over what real kernels and
// engines computed.
package game
