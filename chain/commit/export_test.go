// SPDX-License-Identifier: Apache-2.0

package commit

// SetSize makes the builder believe that it holds so many bytes already.
func (b *Builder) SetSize(n uint64) { b.size = n }
