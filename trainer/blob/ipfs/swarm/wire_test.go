// SPDX-License-Identifier: Apache-2.0

package swarm_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/blob/ipfs/swarm"
)

// TestMessages fixes the bytes of every message.
func TestMessages(t *testing.T) {
	for name, want := range map[string]string{
		"leaf":   "0100000203",
		"node":   "02" + "07000000000000000000000000000000000000000000000000000000000000" + "00",
		"here":   "11",
		"have":   "120000000500000006",
		"part":   "1300010000",
		"given":  "140400",
		"absent": "15",
	} {
		require.Equal(t, want, hex.EncodeToString(swarm.Sample(name)), name)
	}
}

func TestRefusedNotes(t *testing.T) {
	for name, raw := range map[string][]byte{
		"kind":       {0x10},
		"no leaves":  {0x12, 0, 0, 0, 1, 0, 0, 0, 0},
		"empty part": {0x13, 0, 0, 0, 0},
		"long part":  {0x13, 0, 1, 0, 1},
		"empty node": {0x14, 0, 0},
		"long node":  {0x14, 4, 1},
	} {
		_, err := swarm.Note(raw)
		require.ErrorIs(t, err, swarm.ErrGarbage, name)
	}
	_, err := swarm.Ask([]byte{0x03})
	require.ErrorIs(t, err, swarm.ErrGarbage)
}

// FuzzAsk and FuzzNote hold the decoders to one encoding: what they accept is
// what the encoder writes, and they read no further than that.
func FuzzAsk(f *testing.F) {
	f.Add(swarm.Sample("leaf"))
	f.Add(swarm.Sample("node"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if again, err := swarm.Ask(raw); err == nil {
			require.True(t, bytes.HasPrefix(raw, again))
		}
	})
}

func FuzzNote(f *testing.F) {
	for _, name := range []string{"here", "have", "part", "given", "absent"} {
		f.Add(swarm.Sample(name))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if again, err := swarm.Note(raw); err == nil {
			require.True(t, bytes.HasPrefix(raw, again))
		}
	})
}
