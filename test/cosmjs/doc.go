// SPDX-License-Identifier: Apache-2.0

// Package cosmjs holds a test that uses the chain from JavaScript, with the
// CosmJS libraries that wallets and web pages use.
package cosmjs
