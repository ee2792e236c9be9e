// SPDX-License-Identifier: Apache-2.0

// Package checkpoint keeps states on disk.
//
// A state file is what the chain commits to (docs/spec/content.md, K4): its
// bytes are a function of the layout and of the tensors, so writing is a copy
// of memory and its content id says whether a file is whole. Write and Read
// move one state between a file and memory, such as that of an engine. A Folder
// holds the checkpoints of a run:
//
//	step-0000000120.bafyb4i...safetensors     the state after step 120
//	.1234567.part                             not whole; removed on the next start
//	step-0000000110.bafyb4i...safetensors.bad is not what its name says
//
// The name holds the step and the content id, so that a checkpoint is one
// rename, and nothing else has to be believed after a crash: kill -9 at any
// moment leaves it out or leaves it whole. A Saver copies a state and returns;
// it hashes and writes while training goes on, in bounded memory.
//
// Folders that transformers reads and writes are those of package pretrained.
// The package knows no training and no chain.
package checkpoint
