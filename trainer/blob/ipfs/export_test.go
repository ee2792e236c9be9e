// SPDX-License-Identifier: Apache-2.0

package ipfs

// Mute makes a store one that speaks bitswap alone, as stores of others do.
func (s *Store) Mute() { s.host.RemoveStreamHandler(s.cfg.swarmName()) }
