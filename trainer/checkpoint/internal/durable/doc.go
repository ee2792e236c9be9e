// SPDX-License-Identifier: Apache-2.0

// Package durable changes files so that whoever looks after a crash, of the
// process or of the machine, finds the old content or the new, and never half:
// a file is written beside its place, synced, renamed, and the folder synced.
package durable
