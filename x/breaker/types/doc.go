// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, state and errors of x/breaker.
package types
