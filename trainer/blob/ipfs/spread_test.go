// SPDX-License-Identifier: Apache-2.0

//go:build kubo

package ipfs_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// TestSpread publishes 256 MB at one store and has eight others fetch it, every
// one with an uplink of 12 MB/s, over the swarm protocol and over bitswap,
// WEFT_ROUNDS (3) times. The ideal is the time in which the origin sends it once.
func TestSpread(t *testing.T) {
	if os.Getenv("WEFT_KUBO") == "" {
		t.Skip("run make bench-kubo")
	}
	content := blobtest.Content(1, 256_000_000)
	const rate = 12_000_000
	ideal := time.Duration(len(content)) * time.Second / rate
	times := map[string][]float64{}
	for range setting(t, "WEFT_ROUNDS", 3) {
		for _, way := range []string{"swarm", "bitswap"} {
			took, sent := spread(t, content, rate, way == "bitswap")
			times[way] = append(times[way], took.Seconds()/ideal.Seconds())
			t.Logf("%-8s %.2f of the ideal time, the origin sent it %.2f times", way, took.Seconds()/ideal.Seconds(), sent)
		}
	}
	for way, all := range times {
		slices.Sort(all)
		t.Logf("%s: median %.2f of the ideal %v", way, all[len(all)/2], ideal)
	}
}

func spread(t *testing.T, content []byte, rate int, mute bool) (took time.Duration, sent float64) {
	t.Helper()
	var stores []*ipfs.Store
	for range 9 {
		s := open(t, ipfs.Config{UploadRate: rate})
		if mute {
			s.Mute()
		}
		for _, other := range stores {
			link(t, s, other.Addrs())
		}
		stores = append(stores, s)
	}
	id, err := stores[0].Put(t.Context(), bytes.NewReader(content), blob.PutOptions{})
	require.NoError(t, err)
	start := time.Now()
	var ends []<-chan error
	for _, s := range stores[1:] {
		ends = append(ends, fetching(t.Context(), s, id))
	}
	for _, end := range ends {
		require.NoError(t, <-end)
	}
	took = time.Since(start)
	sent = float64(stores[0].Sent()) / float64(len(content))
	for _, s := range stores {
		_, err := s.GC(t.Context(), blob.Now{})
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	return took, sent
}
