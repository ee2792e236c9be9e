// SPDX-License-Identifier: Apache-2.0

package cosmjs_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// folder is the JavaScript package, and where its test is built.
const (
	folder     = "../../clients/js"
	clientTest = "dist/test/chain.js"
	install    = "npm --prefix clients/js ci"
)

// TestFromJavaScript runs the test of clients/js against a chain. It needs node, and the packages and the build that npm ci makes.
func TestFromJavaScript(t *testing.T) {
	if _, err := os.Stat(filepath.Join(folder, clientTest)); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the JavaScript client is not built: " + install)
		}
		t.Skip("the JavaScript client is not built: " + install)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	net, err := devnet.Start(ctx, devnet.Options{
		BlockTime: 100 * time.Millisecond, Dir: t.TempDir(), Accounts: []devnet.Account{{Name: "submitter"}, {Name: "friend"}},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, net.Close()) }()
	require.NoError(t, net.WaitHeight(ctx, 2))
	nd := net.Node(0)
	draft := spectest.Tiny()
	draft.ProgramDigest = nil
	spec, err := nd.App().AppCodec().MarshalJSON(draft)
	require.NoError(t, err)

	bz, err := json.Marshal(newVectors(t))
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "vectors.json")
	require.NoError(t, os.WriteFile(file, bz, 0o600))

	cmd := exec.CommandContext(ctx, "node", clientTest)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(),
		"WEFT_RPC="+nd.RPC, "WEFT_REST="+nd.REST, "WEFT_KEY="+hex.EncodeToString(devnet.Key("submitter").Key),
		"WEFT_TO="+client.FormatAddress(devnet.Address("friend")), "WEFT_SPEC="+string(spec), "WEFT_VECTORS="+file)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	t.Log(string(out))
}
