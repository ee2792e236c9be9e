// SPDX-License-Identifier: Apache-2.0

package cosmjs_test

import (
	"context"
	"encoding/hex"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec/spectest"
)

// TestFromJavaScript runs test.mjs against a chain. It needs node and the
// packages of package-lock.json: npm --prefix test/cosmjs ci.
func TestFromJavaScript(t *testing.T) {
	if _, err := os.Stat("node_modules"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("node packages are missing: npm --prefix test/cosmjs ci")
		}
		t.Skip("node packages are missing: npm --prefix test/cosmjs ci")
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

	cmd := exec.CommandContext(ctx, "node", "test.mjs")
	cmd.Env = append(os.Environ(),
		"WEFT_RPC="+nd.RPC, "WEFT_REST="+nd.REST, "WEFT_KEY="+hex.EncodeToString(devnet.Key("submitter").Key),
		"WEFT_TO="+client.FormatAddress(devnet.Address("friend")), "WEFT_SPEC="+string(spec))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	t.Log(string(out))
}
