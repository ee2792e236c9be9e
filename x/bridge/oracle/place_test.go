// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ethtypes "github.com/ethereum/go-ethereum/core/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// history is five deposits in three blocks, the last two of them together.
func history() *node {
	n := newNode()
	n.logs = []ethtypes.Log{deposit(1, 100, 5), deposit(2, 100, 6), deposit(3, 4_000, 7), deposit(4, 9_000, 8), deposit(5, 9_000, 9)}
	n.final = 10_000
	return n
}

var amounts = []int64{5, 6, 7, 8, 9}

// whole is what is seen of the history.
func whole(t *testing.T) bridgetypes.Seen {
	t.Helper()
	return bridgetypes.Seen{Nonce: 5, Chain: chainOf(t, amounts...), Until: 120_000}
}

// written is a file of a place that another run has left: where event 5 stands, which the chain has executed.
func written(t *testing.T) string {
	t.Helper()
	place := filepath.Join(t.TempDir(), "place")
	watchFrom(t, place, []*node{history()}, func(o *oracle.Oracle, pass func()) {
		pass()
		_, ok := o.Seen(5, chainOf(t, amounts...), 37)
		require.True(t, ok)
		pass()
	})
	return place
}

// After a restart Ethereum is read from the block of the last event on that the chain executed, and the same is seen.
func TestGoesOnWhereItWas(t *testing.T) {
	place := written(t)
	text, err := os.ReadFile(place)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("1 %s 4 9000 %x\n", contract.Address.Hex(), chainOf(t, 5, 6, 7)), string(text), "the first event of the block, and what was before it")
	for executed := uint64(3); executed <= 5; executed++ {
		n := history()
		n.logs = append(n.logs, deposit(6, 9_500, 1))
		watchFrom(t, place, []*node{n}, func(o *oracle.Oracle, pass func()) {
			pass()
			seen, ok := o.Seen(executed, chainOf(t, amounts[:executed]...), executed+32)
			require.True(t, ok)
			require.Equal(t, bridgetypes.Seen{Nonce: 6, Chain: chainOf(t, append(amounts, 1)...), Until: 120_000}, seen)
			require.Len(t, o.Events(executed, 6), int(6-executed))
			require.Empty(t, o.Events(2, 6))
		})
		require.EqualValues(t, 9_000, n.lowest)
	}
}

// Without an executed event nothing is kept, and nothing of what the chain holds otherwise.
func TestKeepsOnlyWhatWasExecuted(t *testing.T) {
	place := filepath.Join(t.TempDir(), "place")
	watchFrom(t, place, []*node{history()}, func(o *oracle.Oracle, pass func()) {
		pass()
		o.Seen(0, bridgetypes.Word{}, 32)
		o.Seen(3, chainOf(t, 5, 6, 8), 35)
		pass()
	})
	require.NoFileExists(t, place)
}

// The file is a hint and nothing else: whatever it says, what is seen is what there is, no time is said before it was checked, and the price is that
// everything is read.
func TestWrongPlace(t *testing.T) {
	good, err := os.ReadFile(written(t))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"empty":                  "",
		"cut short":              string(good[:len(good)-9]),
		"without an end":         strings.TrimSpace(string(good)),
		"no number":              strings.Replace(string(good), " 4 ", " x ", 1),
		"event 0":                strings.Replace(string(good), " 4 ", " 0 ", 1),
		"another chain":          "5" + string(good[1:]),
		"another contract":       strings.Replace(string(good), "0xC0", "0xC1", 1),
		"before the deployment":  strings.Replace(string(good), "9000", "99", 1),
		"a block too late":       strings.Replace(string(good), "9000", "9001", 1),
		"a final block":          strings.Replace(string(good), "9000", "10000", 1),
		"a block too early":      strings.Replace(string(good), "9000", "3999", 1),
		"another event":          strings.Replace(string(good), " 4 ", " 5 ", 1),
		"an event there is none": strings.Replace(string(good), " 4 ", " 77 ", 1),
		"another hash chain":     strings.Replace(string(good), fmt.Sprintf("%x", chainOf(t, 5, 6, 7)), fmt.Sprintf("%x", chainOf(t, 5, 6, 8)), 1),
	} {
		t.Run(name, func(t *testing.T) {
			require.NotEqual(t, string(good), text)
			place := filepath.Join(t.TempDir(), "place")
			require.NoError(t, os.WriteFile(place, []byte(text), 0o600))
			watchFrom(t, place, []*node{history()}, func(o *oracle.Oracle, pass func()) {
				for range 4 {
					seen, ok := o.Seen(4, chainOf(t, amounts[:4]...), 36)
					require.True(t, !ok || seen.Until == 0 || seen == whole(t), "%v", seen)
					pass()
				}
				seen, ok := o.Seen(4, chainOf(t, amounts[:4]...), 36)
				require.True(t, ok)
				require.Equal(t, whole(t), seen)
			})
		})
	}
}

// A chain whose state was put back to before the place has everything read again.
func TestChainBehindThePlace(t *testing.T) {
	place := written(t)
	watchFrom(t, place, []*node{history()}, func(o *oracle.Oracle, pass func()) {
		pass()
		_, ok := o.Seen(2, chainOf(t, 5, 6), 34)
		require.False(t, ok)
		pass()
		seen, ok := o.Seen(2, chainOf(t, 5, 6), 34)
		require.True(t, ok)
		require.Equal(t, whole(t), seen)
		require.Len(t, o.Events(2, 5), 3)
	})
}

// A place that one node cannot confirm is nothing for that one; the others go on from it.
func TestPlaceIsOfEachNode(t *testing.T) {
	place := written(t)
	other := history()
	other.logs[3].BlockNumber, other.logs[4].BlockNumber = 8_000, 8_000 // another history, with the same numbers
	a, b := history(), history()
	watchFrom(t, place, []*node{a, b, other}, func(o *oracle.Oracle, pass func()) {
		pass()
		seen, ok := o.Seen(5, chainOf(t, amounts...), 37)
		require.True(t, ok)
		require.Equal(t, whole(t), seen)
	})
	require.EqualValues(t, 9_000, a.lowest)
	require.EqualValues(t, contract.Block, other.lowest)
}
