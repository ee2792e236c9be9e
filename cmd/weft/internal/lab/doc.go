// SPDX-License-Identifier: Apache-2.0

// Package lab trains, evaluates and samples models on one machine, without a
// chain: the engine, the data, the checkpoints and the evaluation in one loop.
//
// A Trainer makes steps, an Evaluator measures held-out text, a Sampler
// writes. They share the memory of one state. Run ties them together and keeps
// everything that it needs to go on in one folder, so that a process which is
// killed at any moment can be started again and ends with the same bits.
//
// Nothing here prints: a Run reports what happens as Events.
package lab
