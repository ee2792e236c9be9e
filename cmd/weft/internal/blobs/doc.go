// SPDX-License-Identifier: Apache-2.0

// Package blobs is what the commands about blobs share: ranges and pins as
// people write them, the members of a network as the chain records them, and
// files that appear whole.
package blobs
