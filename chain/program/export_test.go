// SPDX-License-Identifier: Apache-2.0

package program

// Bits32 and Root are open to tests.
var (
	Bits32 = bits32
	Root   = root
)
