// SPDX-License-Identifier: Apache-2.0

// Package safetensors reads safetensors files that anyone may have made, and
// trusts nothing in them. The format:
//
//	length of the header (8, little-endian) | header (JSON, then spaces) | data
//
//	{"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
//
// A file is refused unless its header is one JSON object of just this form, in
// UTF-8, with no key twice, and unless its tensors cover the data exactly: no
// gap, no overlap, no byte behind them, each as long as its shape and format
// say. Memory is bounded by MaxHeader before anything is allocated for it.
//
// Files that the library of the format writes are read, and all that is read
// here is read there, apart from formats of less than a byte. The state files
// of package checkpoint have one form only and need no such reader; this one is
// for checkpoints from elsewhere and for saying what is wrong with a file.
package safetensors
