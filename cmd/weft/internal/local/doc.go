// SPDX-License-Identifier: Apache-2.0

// Package local is a whole network on this machine: validators, a submitter
// who serves a dataset and posts a job on it, and trainers with content stores
// of their own. Everything runs in this process, or each part in a process of
// its own over loopback; the model that comes out is the same to the bit.
package local
