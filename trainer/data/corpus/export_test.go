// SPDX-License-Identifier: Apache-2.0

package corpus

// FindGoTree is findGoTree, for places that a test makes.
var FindGoTree = findGoTree
