// SPDX-License-Identifier: Apache-2.0

package token

// Slow encodes a word by the definition: merge the leftmost pair of the lowest
// rank, again and again.
func Slow(tok Tokenizer, word []byte) []uint32 {
	t := tok.(*bpe)
	ids := t.symbols.first(nil, word)
	for {
		best, found := 0, merge{rank: noRank}
		for i := 0; i+1 < len(ids); i++ {
			if m := t.pairs.get(ids[i], ids[i+1]); m.rank < found.rank {
				best, found = i, m
			}
		}
		if found.rank == noRank {
			return ids
		}
		ids = append(append(ids[:best:best], found.id), ids[best+2:]...)
	}
}
