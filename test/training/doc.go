// SPDX-License-Identifier: Apache-2.0

// Package training trains a model over a real network: a chain in this
// process, content stores that reach each other over loopback, and workers that
// know nothing of each other but what the chain says.
package training
