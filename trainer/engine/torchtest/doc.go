// SPDX-License-Identifier: Apache-2.0

// Package torchtest trains the model of a specification with PyTorch in a
// process of its own, so that tests can compare gradients and losses with an
// independent implementation, and benchmarks can take turns with it.
//
// WEFT_PYTHON names a Python that has torch and numpy; python3 is tried without
// it, and tests are skipped where there is none. Nothing is compared bit for
// bit: PyTorch promises no order of additions.
package torchtest
