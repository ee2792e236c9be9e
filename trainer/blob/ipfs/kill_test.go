// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// The test binary runs itself to be killed while it fetches.
const killDir, killID, killFrom = "WEFT_TEST_KILL_DIR", "WEFT_TEST_KILL_ID", "WEFT_TEST_KILL_FROM"

func TestMain(m *testing.M) {
	if os.Getenv(nodeErrand) != "" {
		os.Exit(runNode())
	}
	if dir := os.Getenv(killDir); dir != "" {
		fmt.Fprintln(os.Stderr, fetchSlowly(dir))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

func fetchSlowly(dir string) error {
	id, err := commit.ParseID(os.Getenv(killID))
	if err != nil {
		return err
	}
	s, err := ipfs.Open(ipfs.Config{Disk: disk.Config{Dir: dir}, Allow: func(string) bool { return true }})
	if err != nil {
		return err
	}
	return s.Fetch(context.Background(), id, blob.FetchOptions{
		From: strings.Split(os.Getenv(killFrom), ","),
		Pins: []blob.Pin{{Name: "p"}},
		Progress: func(done, _ uint64) {
			if done >= 10*leaf {
				fmt.Println("now")
			}
		},
	})
}

// TestKilledFetch kills a fetch half way and goes on with it.
func TestKilledFetch(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	from := open(t, ipfs.Config{UploadRate: 16 * leaf})
	content := blobtest.Content(1, 30*leaf)
	id := put(t, from, content)
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), killDir+"="+dir, killID+"="+id.String(), killFrom+"="+from.Addrs()[0])
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "now\n", said)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())

	s := open(t, ipfs.Config{Disk: disk.Config{Dir: dir}})
	st, err := s.Stat(t.Context(), id)
	require.NoError(t, err)
	require.GreaterOrEqual(t, st.Present, uint64(8*leaf))
	require.False(t, st.Complete())
	require.Equal(t, []blob.Pin{{Name: "p"}}, st.Pins)
	require.NoError(t, s.Verify(t.Context(), id))
	link(t, s, from.Addrs())
	require.NoError(t, s.Fetch(within(t, 20*time.Second), id, blob.FetchOptions{}))
	require.LessOrEqual(t, s.Received(), id.Size-st.Present+8*commit.MaxNode)
	holds(t, s, id, content)
}
