// SPDX-License-Identifier: Apache-2.0

package program

// Bits32 is the one rounding of every constant.
var Bits32 = bits32
