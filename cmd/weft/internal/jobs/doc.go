// SPDX-License-Identifier: Apache-2.0

// Package jobs reads jobs from the chain in the form in which people and
// scripts see them: one struct for each thing that is shown, whose JSON is what
// --output json prints. The names of the fields are documented in
// docs/guides/submit.md and do not change; amounts are in uweft, as text,
// because they may be larger than what JSON readers count with.
package jobs
