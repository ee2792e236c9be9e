// SPDX-License-Identifier: Apache-2.0

// Package trainer is a machine that trains: a content store, a record on the
// chain that says where the store is, and a worker that goes from job to job.
// weft train runs one in a process of its own, weft devnet several in one.
package trainer
