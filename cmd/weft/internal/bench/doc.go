// SPDX-License-Identifier: Apache-2.0

// Package bench measures this machine: kernels, hashing and whole training
// steps. Every rate of arithmetic stands beside what chains of fma in
// registers reach in the same seconds, because machines are noisy: ratios can
// be compared, seconds cannot.
//
// Rates are of wall-clock time, parts of the peak are of processor time, which
// other programs do not take away; both are the best of several. An operator
// runs on one thread, a step on all that are asked for.
package bench
