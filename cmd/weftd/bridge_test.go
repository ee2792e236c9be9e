// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"testing"

	"cosmossdk.io/log/v2"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/x/bridge/oracle"
)

// A node follows Ethereum only if app.toml names nodes, and says what is wrong with the rest.
func TestObserverOfAppToml(t *testing.T) {
	none, err := newObserver(log.NewNopLogger(), app.Options{})
	require.NoError(t, err)
	require.Nil(t, none)

	home := t.TempDir()
	key, err := ethereumKey(filepath.Join(home, "key"))
	require.NoError(t, err)
	again, err := ethereumKey(filepath.Join(home, "key"))
	require.NoError(t, err)
	require.True(t, key.Equal(again), "a key is made once")
	good := func() app.Options {
		return app.Options{
			flags.FlagHome: home, "bridge.nodes": []any{"http://127.0.0.1:1"}, "bridge.chain-id": int64(1),
			"bridge.contract": "0x00000000000000000000000000000000000000c0", "bridge.block": int64(5),
		}
	}
	o, err := newObserver(log.NewNopLogger(), good())
	require.NoError(t, err)
	require.Nil(t, o.Address(), "it observes only")
	for name, spoil := range map[string]func(app.Options){
		"no address": func(o app.Options) { o["bridge.contract"] = "c0" },
		"nobody":     func(o app.Options) { o["bridge.contract"] = "0x0000000000000000000000000000000000000000" },
		"a websocket": func(o app.Options) {
			o["bridge.nodes"] = []any{"http://127.0.0.1:1", "ws://127.0.0.1:2"}
		},
		"no key": func(o app.Options) { o["bridge.key"] = "nowhere" },
	} {
		bad := good()
		spoil(bad)
		_, err := newObserver(log.NewNopLogger(), bad)
		require.ErrorIs(t, err, errBridge, name)
	}
	signing := good()
	signing["bridge.key"] = "key"
	_, err = newObserver(log.NewNopLogger(), signing)
	require.ErrorIs(t, err, oracle.ErrJournal, "there is no data folder yet")
	signing["bridge.key"] = filepath.Join(home, "key")
	require.NoError(t, os.Mkdir(filepath.Join(home, "data"), 0o700))
	o, err = newObserver(log.NewNopLogger(), signing)
	require.NoError(t, err)
	require.Equal(t, crypto.PubkeyToAddress(key.PublicKey).Bytes(), o.Address())
}
