// SPDX-License-Identifier: Apache-2.0

// Package kernel is the interface between a program and whatever executes its
// operators. The packages below it implement it: ref is slow and obviously
// right, cpu is fast. kerneltest holds every implementation to ref, bit for
// bit; no tolerance exists.
package kernel
