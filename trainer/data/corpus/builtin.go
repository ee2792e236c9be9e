// SPDX-License-Identifier: Apache-2.0

package corpus

import _ "embed"

//go:embed builtin.txt
var builtin string

// Builtin is a text of a few kilobytes that every build of this version holds:
// two machines that train on it see the same bytes.
func Builtin() Source { return Texts("builtin.txt", builtin) }
