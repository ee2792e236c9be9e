// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
)

func someLeaf() commit.Leaf {
	return commit.Leaf{
		ChainID: "weft-1", Job: 2, Round: 3, Slot: 4, Trainer: bytes.Repeat([]byte{5}, 20), Step: 6,
		State: commit.ID{Digest: commit.Sum([]byte("state")), Size: 7}, Out: commit.LossOut(0x40000000),
	}
}

// Spec R6: every field is bound.
func TestLeafBindsEveryField(t *testing.T) {
	base := someLeaf()
	seen := map[commit.Digest]string{base.Hash(): "base"}
	for name, change := range map[string]func(*commit.Leaf){
		"chain id":     func(l *commit.Leaf) { l.ChainID = "weft-2" },
		"job":          func(l *commit.Leaf) { l.Job++ },
		"round":        func(l *commit.Leaf) { l.Round++ },
		"slot":         func(l *commit.Leaf) { l.Slot++ },
		"trainer":      func(l *commit.Leaf) { l.Trainer[0]++ },
		"step":         func(l *commit.Leaf) { l.Step++ },
		"state digest": func(l *commit.Leaf) { l.State.Digest[31]++ },
		"state size":   func(l *commit.Leaf) { l.State.Size++ },
		"out":          func(l *commit.Leaf) { l.Out[0]++ },
		"no out":       func(l *commit.Leaf) { l.Out = nil },
		"moved byte":   func(l *commit.Leaf) { l.Trainer = l.Trainer[1:]; l.ChainID += "\x05" },
	} {
		l := someLeaf()
		change(&l)
		h := l.Hash()
		require.Empty(t, seen[h], name)
		seen[h] = name
	}
}

func TestLeafValidate(t *testing.T) {
	l := someLeaf()
	require.NoError(t, l.Validate())
	for name, tc := range map[string]struct {
		change  func(*commit.Leaf)
		wantErr error
	}{
		"no chain id":   {func(l *commit.Leaf) { l.ChainID = "" }, commit.ErrLeaf},
		"long chain id": {func(l *commit.Leaf) { l.ChainID = string(make([]byte, commit.MaxChainID+1)) }, commit.ErrLeaf},
		"no trainer":    {func(l *commit.Leaf) { l.Trainer = nil }, commit.ErrLeaf},
		"long trainer":  {func(l *commit.Leaf) { l.Trainer = make([]byte, commit.MaxTrainer+1) }, commit.ErrLeaf},
		"long out":      {func(l *commit.Leaf) { l.Out = make([]byte, commit.MaxOut+1) }, commit.ErrLeaf},
		"state size":    {func(l *commit.Leaf) { l.State.Size = commit.MaxSize + 1 }, commit.ErrID},
	} {
		t.Run(name, func(t *testing.T) {
			l := someLeaf()
			tc.change(&l)
			require.ErrorIs(t, l.Validate(), tc.wantErr)
		})
	}
}

func BenchmarkLeafHash(b *testing.B) {
	l := someLeaf()
	b.ReportAllocs()
	for b.Loop() {
		l.Hash()
	}
}
