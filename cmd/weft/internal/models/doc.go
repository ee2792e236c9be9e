// SPDX-License-Identifier: Apache-2.0

// Package models reads from the chain who owns the models of completed jobs
// and what they earn. Each struct is what --output json prints;
// docs/guides/submit.md documents the fields.
package models
