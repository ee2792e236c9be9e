// SPDX-License-Identifier: Apache-2.0

// Package kerneltest holds what tests of kernels and engines share: the
// conformance suite Run, which compares a kernel with ref bit for bit, a plain
// executor of whole programs, and small jobs to train. Production code never
// imports it.
package kerneltest
