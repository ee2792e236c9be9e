// SPDX-License-Identifier: Apache-2.0

// Package lifecycle holds tests that play whole jobs by transactions on real
// networks in process, and measures what a validator commits under load.
package lifecycle
