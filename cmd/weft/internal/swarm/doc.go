// SPDX-License-Identifier: Apache-2.0

// Package swarm trains a job with all of its slots in one process, one after
// another: time is rounds and steps, and there is neither chain nor store nor
// link. A Swarm with Coded exchange makes the bits that the network makes when
// every slot is included in every round; Exact and Gradients are what it is
// measured against: DiLoCo without a codec, and data parallel training.
//
// Traffic is counted, not sent: the bytes that a slot would upload and download,
// from deltas that were really encoded.
package swarm
