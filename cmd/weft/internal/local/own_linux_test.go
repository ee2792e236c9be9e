// SPDX-License-Identifier: Apache-2.0

package local_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/cmd/weft/internal/local"
)

// parent names the folder of a program that starts a process and waits to be
// killed.
const parent = "WEFT_TEST_PARENT"

// TestPartsEndWithTheProgram: who is killed leaves no process behind.
func TestPartsEndWithTheProgram(t *testing.T) {
	if dir := os.Getenv(parent); dir != "" {
		pid, err := local.Spawn(dir, "sleep", "600")
		require.NoError(t, err)
		fmt.Println("started", pid)
		time.Sleep(10 * time.Minute)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestPartsEndWithTheProgram$")
	cmd.Env = append(os.Environ(), parent+"="+t.TempDir())
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	pid := 0
	for in := bufio.NewScanner(out); pid == 0 && in.Scan(); {
		_, _ = fmt.Sscanf(in.Text(), "started %d", &pid) //nolint:errcheck // other lines are the test's own
	}
	require.True(t, runs(pid))
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.Eventually(t, func() bool { return !runs(pid) }, 20*time.Second, 20*time.Millisecond)
}

// runs reports whether a process is there and has not ended.
func runs(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "stat"))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}
