// SPDX-License-Identifier: Apache-2.0

// Package keeper holds the state of x/breaker and executes its messages. The application asks it before every message.
package keeper
