// SPDX-License-Identifier: Apache-2.0

package hosttest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cuda"
	"github.com/weft-network/weft/trainer/kernel/cuda/hostdevice"
)

// Open returns a kernel on a host device, which ends with the test.
func Open(t testing.TB, host kernel.Kernel, cfg hostdevice.Config) *cuda.Kernel {
	t.Helper()
	d := Device(t, cfg)
	k := cuda.New(d, host)
	t.Cleanup(func() {
		require.NoError(t, k.Wait())
		require.NoError(t, k.Close())
	})
	return k
}

// Device returns a host device, which the caller closes.
func Device(t testing.TB, cfg hostdevice.Config) cuda.Driver {
	t.Helper()
	if testing.Short() {
		t.Skip("a host device is slow")
	}
	host := folder(t)
	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	dir := filepath.Join(cache, "weft-hostdevice") // compiled once, not for every test
	require.NoError(t, os.MkdirAll(dir, 0o700))
	program, err := hostdevice.Build(filepath.Join(host, "..", "..", "src"), host, dir)
	if errors.Is(err, hostdevice.ErrCompiler) {
		t.Skip(err)
	}
	require.NoError(t, err)
	d, err := hostdevice.Open(program, cfg)
	require.NoError(t, err)
	return d
}

// folder is that of the host device's sources: tests run in the folder of their
// package.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "trainer", "kernel", "cuda", "hostdevice", "host")
		}
		require.NotEqual(t, dir, filepath.Dir(dir), "no go.mod above the test")
		dir = filepath.Dir(dir)
	}
}
