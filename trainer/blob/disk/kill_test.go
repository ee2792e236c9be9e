// SPDX-License-Identifier: Apache-2.0

package disk_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// The test binary runs itself to be killed while it publishes.
const killDir, killAt = "WEFT_TEST_KILL_DIR", "WEFT_TEST_KILL_AT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		if err := publishForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(3)
	}
	os.Exit(m.Run())
}

var killContent = blobtest.Content(1, 5*leaf+3)

// publishForever stops at the n-th change of a file, says so, and waits for its
// end.
func publishForever(dir string) error {
	n, err := strconv.Atoi(os.Getenv(killAt))
	if err != nil {
		return err
	}
	var left atomic.Int64
	left.Store(int64(n))
	s, err := disk.Open(disk.Config{Dir: dir, BeforeWrite: func(string) error {
		if left.Add(-1) < 0 {
			fmt.Println("now")
			select {}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	o := blob.PutOptions{Pins: []blob.Pin{{Name: "p"}}}
	if _, err := s.Put(context.Background(), bytes.NewReader(killContent), o); err != nil {
		return err
	}
	fmt.Println("published")
	select {}
}

// TestKill kills a publication at every change that it makes, and looks at what
// is left: nothing, or all of it.
func TestKill(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for n := 3; ; n++ {
		require.Less(t, n, 60, "the publication never ends")
		dir := t.TempDir()
		said := runAndKill(t, self, dir, n)
		s, err := disk.Open(disk.Config{Dir: dir})
		require.NoError(t, err)
		list, err := s.List(t.Context())
		require.NoError(t, err)
		for _, st := range list {
			require.True(t, st.Complete(), "killed at %d", n)
			require.Equal(t, []blob.Pin{{Name: "p"}}, st.Pins, "killed at %d", n)
			require.NoError(t, s.Verify(t.Context(), st.ID))
		}
		left, err := os.ReadDir(dir + "/tmp")
		require.NoError(t, err)
		require.Empty(t, left, "killed at %d", n)
		id := put(t, s, killContent)
		require.NoError(t, s.Verify(t.Context(), id))
		require.NoError(t, s.Close())
		if said == "published\n" {
			require.Len(t, list, 1)
			return
		}
	}
}

func runAndKill(t *testing.T, self, dir string, n int) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), killDir+"="+dir, killAt+"="+strconv.Itoa(n))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		require.NoError(t, err)
	}
	require.NotEmpty(t, said, "the process ended by itself")
	require.NoError(t, cmd.Process.Kill())
	var killed *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &killed)
	return said
}
