// SPDX-License-Identifier: Apache-2.0

// Package member is what every machine of a provider does beside its own work,
// whether it trains or verifies: it has a content store, keeps the provider's
// record on the chain true about where that is, plays the operator's games, and
// answers data requests from the store.
//
// The store's folder is locked: one process works in a home.
package member
