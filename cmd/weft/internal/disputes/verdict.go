// SPDX-License-Identifier: Apache-2.0

package disputes

import disputetypes "github.com/weft-network/weft/x/dispute/types"

// audited are what an audit came to, in words.
var audited = map[disputetypes.Verdict]string{
	disputetypes.VERDICT_UNSPECIFIED: "not finite", // shown at once, and no part of a report
	disputetypes.VERDICT_MATCH:       "match", disputetypes.VERDICT_MISMATCH: "mismatch", disputetypes.VERDICT_UNAVAILABLE: "unavailable",
}

// Audited is the word for what an audit came to.
func Audited(v disputetypes.Verdict) string { return audited[v] }

// VerdictOf is the verdict that a word is for.
func VerdictOf(word string) disputetypes.Verdict {
	for v, w := range audited {
		if w == word {
			return v
		}
	}
	return disputetypes.VERDICT_UNSPECIFIED
}
