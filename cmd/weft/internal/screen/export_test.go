// SPDX-License-Identifier: Apache-2.0

package screen

// BoardOn is a board on a terminal of a size.
var BoardOn = newBoard
