// SPDX-License-Identifier: Apache-2.0

// Package providers reads from the chain what a provider wants to know: may I
// work, am I earning, and if not why; and claims what was earned. Each struct
// is what --output json prints; docs/guides/provide.md documents the fields.
package providers
