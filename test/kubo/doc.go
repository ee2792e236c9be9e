// SPDX-License-Identifier: Apache-2.0

// Package kubo holds tests in which unmodified kubo, the common implementation
// of IPFS, and curl use a content store of this repository, and the other way
// round. make test-kubo builds the kubo that test/kubo/daemon pins and runs
// them.
package kubo
