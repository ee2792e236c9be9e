// SPDX-License-Identifier: Apache-2.0

package checkpoint_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint"
)

// The test binary runs itself to be killed while it saves.
const killDir, killAt = "WEFT_TEST_KILL_DIR", "WEFT_TEST_KILL_AT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		if err := saveForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// saveForever saves step 2 and stops at the n-th change of a file, if it is
// told n; else it saves step after step. It says so, and waits for its end.
func saveForever(dir string) error {
	l, err := program.NewState(job(true))
	if err != nil {
		return err
	}
	var left atomic.Int64
	left.Store(1 << 40)
	n, err := strconv.Atoi(os.Getenv(killAt))
	if err == nil {
		left.Store(int64(n))
	}
	f, openErr := checkpoint.OpenOn(dir, l, checkpoint.Options{KeepLast: 1}, func(string) error {
		if left.Add(-1) < 0 {
			fmt.Println("now")
			select {}
		}
		return nil
	})
	if openErr != nil {
		return openErr
	}
	if err != nil {
		list, err := f.List()
		if err != nil {
			return err
		}
		fmt.Println("now")
		for step := list[len(list)-1].Step + 1; ; step++ {
			if _, err := f.Save(step, content(l, step)); err != nil {
				return err
			}
		}
	}
	if _, err := f.Save(2, content(l, 2)); err != nil {
		return err
	}
	fmt.Println("saved")
	select {}
}

// A process that is killed at any change it makes leaves the checkpoint before
// or the one after, whole, and nothing that stays.
func TestKill(t *testing.T) {
	t.Parallel()
	l := layout(t, job(true))
	for n := 0; ; n++ {
		require.Less(t, n, 60, "saving never ends")
		dir := t.TempDir()
		f := openFolder(t, dir, l, checkpoint.Options{})
		_, err := f.Save(1, content(l, 1))
		require.NoError(t, err)
		said := startAndKill(t, dir, strconv.Itoa(n), 0)
		step := lookAfter(t, dir, l)
		if said == "saved\n" {
			require.Equal(t, uint64(2), step)
			return
		}
	}
}

// The same at moments that nobody chose.
func TestKillAnyTime(t *testing.T) {
	t.Parallel()
	l := layout(t, job(true))
	dir := t.TempDir()
	_, err := openFolder(t, dir, l, checkpoint.Options{}).Save(1, content(l, 1))
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	seen := map[uint64]bool{}
	for range 15 {
		startAndKill(t, dir, "never", time.Duration(rng.IntN(120))*time.Millisecond)
		seen[lookAfter(t, dir, l)] = true
	}
	require.Greater(t, len(seen), 1, "no checkpoint was ever finished")
}

// lookAfter opens the folder as the next process would, and returns the newest
// step.
func lookAfter(t *testing.T, dir string, l *program.State) uint64 {
	t.Helper()
	f := openFolder(t, dir, l, checkpoint.Options{})
	data := make([]byte, l.DataSize())
	list, err := f.List()
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, e := range list {
		require.NoError(t, f.Load(e, data))
		require.True(t, bytes.Equal(content(l, e.Step), data), "step %d", e.Step)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	require.NoError(t, err)
	require.Empty(t, left)
	return list[len(list)-1].Step
}

func startAndKill(t *testing.T, dir, at string, wait time.Duration) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), killDir+"="+dir, killAt+"="+at)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		require.NoError(t, err)
	}
	require.NotEmpty(t, said, "the process ended by itself")
	time.Sleep(wait)
	require.NoError(t, cmd.Process.Kill())
	var killed *exec.ExitError
	require.ErrorAs(t, cmd.Wait(), &killed)
	return said
}
