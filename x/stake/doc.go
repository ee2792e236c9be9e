// SPDX-License-Identifier: Apache-2.0

// Package stake is the module of provider stake: who trains and verifies, what it has at risk, which part of that backs
// which duty. Its specification is README.md. Validators and their stake are the SDK's x/staking, not this.
package stake
