// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// signing runs an oracle that signs with a journal.
func signing(t *testing.T, dir string) *oracle.Oracle {
	t.Helper()
	path := filepath.Join(dir, "key")
	key, err := oracle.LoadKey(path)
	if err != nil {
		key, err = oracle.NewKey(path)
	}
	require.NoError(t, err)
	signer, err := oracle.NewSigner(key, filepath.Join(dir, "journal"))
	require.NoError(t, err)
	o, err := oracle.New(oracle.Config{Nodes: []oracle.Node{newNode()}, Contract: contract, Signer: signer})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { o.Run(ctx); close(done) }()
	t.Cleanup(func() {
		cancel()
		<-done
		require.NoError(t, signer.Close())
	})
	return o
}

// await asks until a signature is there, or a time has passed.
func await(o *oracle.Oracle, w bridgetypes.Wanted, patience time.Duration) []byte {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if sig := o.Sign([]bridgetypes.Wanted{w})[0]; sig != nil {
			return sig
		}
	}
	return nil
}

// Consensus is answered at once and gets the signature a moment later; by then the journal has it.
func TestSign(t *testing.T) {
	dir := t.TempDir()
	o := signing(t, dir)
	w := bridgetypes.Wanted{Order: 7, Set: 2, Digest: bridgetypes.Keccak([]byte("a"))}
	require.Nil(t, o.Sign([]bridgetypes.Wanted{w})[0], "it is not ready yet")
	sig := await(o, w, 10*time.Second)
	require.NoError(t, bridgetypes.CheckSigner(w.Digest, sig, o.Address()))
	text, err := os.ReadFile(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	require.Equal(t, "7 2 3ac225168df54212a25c1c01fd35bebfea408fdac2e31ddd6f80a4bbf9a5f1cb\n", string(text))
	require.Len(t, o.Sign([]bridgetypes.Wanted{w, {Order: 8, Set: 2}}), 2)
}

// An order is never signed with two digests under one set, not even by a node that was started again on another state.
func TestJournalForbidsTwoDigests(t *testing.T) {
	dir := t.TempDir()
	w := bridgetypes.Wanted{Order: 7, Set: 2, Digest: bridgetypes.Keccak([]byte("a"))}
	t.Run("first", func(t *testing.T) {
		require.NotNil(t, await(signing(t, dir), w, 10*time.Second))
	})
	again := signing(t, dir)
	other := w
	other.Digest = bridgetypes.Keccak([]byte("b"))
	require.Nil(t, await(again, other, 300*time.Millisecond))
	require.NotNil(t, await(again, w, 10*time.Second), "the same digest is signed again")
	other.Set = 3
	require.NotNil(t, await(again, other, 10*time.Second), "under another set it is another struct")
}

// A line that was being written when the power went is cut off; any other fault stops the start.
func TestJournalFaults(t *testing.T) {
	key, err := crypto.GenerateKey()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "journal")
	line := "1 1 " + strings.Repeat("ab", 32) + "\n"
	require.NoError(t, os.WriteFile(path, []byte(line+"2 1 abab"), 0o600))
	s, err := oracle.NewSigner(key, path)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, line, string(text))
	for name, bad := range map[string]string{
		"no digest": "1 1 abab\n", "no number": "x 1 ab\n", "two digests": line + "1 1 " + strings.Repeat("cd", 32) + "\n",
	} {
		require.NoError(t, os.WriteFile(path, []byte(bad), 0o600))
		_, err := oracle.NewSigner(key, path)
		require.ErrorIs(t, err, oracle.ErrJournal, name)
	}
}

// A key that others can read is refused, and no error shows what a file holds (CertiK on gonka: secrets in logs).
func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	key, err := oracle.NewKey(path)
	require.NoError(t, err)
	_, err = oracle.NewKey(path)
	require.ErrorIs(t, err, oracle.ErrKey, "a key is never overwritten")
	back, err := oracle.LoadKey(path)
	require.NoError(t, err)
	require.True(t, key.Equal(back))
	require.NoError(t, os.Chmod(path, 0o640))
	_, err = oracle.LoadKey(path)
	require.ErrorIs(t, err, oracle.ErrKey)
	require.ErrorContains(t, err, "chmod 600")
	secret := strings.Repeat("7", 63)
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path, []byte(secret), 0o600))
	_, err = oracle.LoadKey(path)
	require.ErrorIs(t, err, oracle.ErrKey)
	require.NotContains(t, err.Error(), secret[:8])
	_, err = oracle.LoadKey(path + " that is not there")
	require.ErrorIs(t, err, oracle.ErrKey)
}

// The proof of possession is what the chain checks.
func TestProof(t *testing.T) {
	key, err := oracle.NewKey(filepath.Join(t.TempDir(), "key"))
	require.NoError(t, err)
	proof, err := oracle.Proof(key, "weft-1", []byte("operator"))
	require.NoError(t, err)
	require.NoError(t, bridgetypes.CheckSigner(bridgetypes.KeyDigest("weft-1", []byte("operator")), proof, crypto.PubkeyToAddress(key.PublicKey).Bytes()))
}
