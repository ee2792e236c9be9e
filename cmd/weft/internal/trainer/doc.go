// SPDX-License-Identifier: Apache-2.0

// Package trainer is a machine that trains: a member with a worker that goes
// from job to job. weft train runs one in a process of its own, weft devnet
// several in one.
package trainer
