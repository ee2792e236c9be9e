// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tree makes a folder of a release; nothing of it but names, contents and who
// may execute should count.
func tree(t *testing.T, files []string, mode, folder os.FileMode, when time.Time) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "weft-1.0.0-linux-amd64")
	for _, name := range files {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), folder))
		require.NoError(t, os.WriteFile(path, []byte("content of "+name), 0o600))
		perm := mode
		if strings.HasPrefix(name, "bin/") {
			perm |= 0o100
		}
		require.NoError(t, os.Chmod(path, perm))
		require.NoError(t, os.Chtimes(path, when, when))
	}
	return dir
}

// TestPack: archives of equal folders are equal, whenever and by whomever the
// folders were made, and unpack to what they hold.
func TestPack(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1795456089")
	one := tree(t, []string{"bin/weft", "LICENSE", "share/man/man1/weft.1"}, 0o644, 0o755, time.Unix(1, 0))
	other := tree(t, []string{"share/man/man1/weft.1", "LICENSE", "bin/weft"}, 0o600, 0o700, time.Now())
	var archives [2][]byte
	for i, dir := range []string{one, other} {
		path := filepath.Join(t.TempDir(), "out.tar.gz")
		require.NoError(t, run([]string{"pack", dir, path}))
		var err error
		archives[i], err = os.ReadFile(path)
		require.NoError(t, err)
	}
	require.Equal(t, archives[0], archives[1])

	z, err := gzip.NewReader(bytes.NewReader(archives[0]))
	require.NoError(t, err)
	var names []string
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		name := strings.TrimPrefix(h.Name, "weft-1.0.0-linux-amd64/")
		names = append(names, name)
		require.Equal(t, int64(1795456089), h.ModTime.Unix())
		require.Zero(t, h.Uid+h.Gid)
		require.Empty(t, h.Uname+h.Gname)
		if h.Typeflag == tar.TypeReg {
			body, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, "content of "+name, string(body))
		}
		want := int64(0o644)
		if h.Typeflag == tar.TypeDir || name == "bin/weft" {
			want = 0o755
		}
		require.Equal(t, want, h.Mode, name)
	}
	require.Equal(t, []string{"", "LICENSE", "bin/", "bin/weft", "share/", "share/man/", "share/man/man1/", "share/man/man1/weft.1"}, names)

	require.NoError(t, os.Symlink("LICENSE", filepath.Join(one, "COPYING")))
	require.ErrorContains(t, run([]string{"pack", one, filepath.Join(t.TempDir(), "x")}), "allowed in an archive: files and folders")
	t.Setenv("SOURCE_DATE_EPOCH", "today")
	require.ErrorContains(t, run([]string{"pack", one, filepath.Join(t.TempDir(), "x")}), `SOURCE_DATE_EPOCH is "today"; allowed: seconds since 1970`)
}

// TestBill: what a program is made of is in its bill, once each.
func TestBill(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1795456089")
	program := filepath.Join(t.TempDir(), "cpuid")
	said, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/klauspost/cpuid/v2/cmd/cpuid").CombinedOutput()
	require.NoError(t, err, "%s", said)
	path := filepath.Join(t.TempDir(), "weft.cdx.json")
	require.NoError(t, run([]string{"bill", program, "1.2.3", path}))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var d document
	require.NoError(t, json.Unmarshal(text, &d))
	require.Equal(t, "CycloneDX", d.Format)
	require.Equal(t, "2026-11-23T17:48:09Z", d.Metadata.Timestamp)
	require.Equal(t, "cpuid", d.Metadata.Component.Name)
	require.Equal(t, "pkg:golang/github.com/klauspost/cpuid/v2@1.2.3#cmd/cpuid", d.Metadata.Component.PURL)
	require.Contains(t, d.Metadata.Component.Properties, property{"go:GOARCH", runtime.GOARCH})
	digest, err := sum(program)
	require.NoError(t, err)
	require.Equal(t, []hash{{"SHA-256", digest}}, d.Metadata.Component.Hashes)

	require.Equal(t, "pkg:golang/std@"+strings.TrimPrefix(runtime.Version(), "go"), d.Components[0].PURL)
	require.ErrorContains(t, run([]string{"bill", path, "1", path + "2"}), "name a program that Go has built")
}

// TestModules: a module that took another's place stands for it, with its sum.
func TestModules(t *testing.T) {
	d := describe(&debug.BuildInfo{
		GoVersion: "go1.26.8", Path: "example.org/net/cmd/tool", Main: debug.Module{Path: "example.org/net", Version: "(devel)"},
		Deps: []*debug.Module{
			{Path: "example.org/a", Version: "v1.0.0", Sum: "h1:a"},
			{Path: "example.org/b", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/c", Version: "v2.0.0", Sum: "h1:c"}},
		},
	}, "00", "1.2.3", time.Unix(0, 0))
	require.Equal(t, "pkg:golang/example.org/net@1.2.3#cmd/tool", d.Metadata.Component.Ref)
	var refs, sums []string
	for _, c := range d.Components {
		refs = append(refs, c.Ref)
		for _, p := range c.Properties {
			sums = append(sums, p.Name+" "+p.Value)
		}
	}
	require.Equal(t, []string{"pkg:golang/std@1.26.8", "pkg:golang/example.org/a@v1.0.0", "pkg:golang/example.org/c@v2.0.0"}, refs)
	require.Equal(t, []string{"go:sum h1:a", "go:sum h1:c"}, sums)
	require.Equal(t, []dependency{{d.Metadata.Component.Ref, refs}}, d.Dependencies)
}

// TestSums: sha256sum reads what is written; the list is not in itself.
func TestSums(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"b.tar.gz": "b", "a.json": ""} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	for range 2 {
		require.NoError(t, run([]string{"sums", dir}))
		text, err := os.ReadFile(filepath.Join(dir, sumsName))
		require.NoError(t, err)
		require.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.json\n"+
			"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.tar.gz\n", string(text))
	}
}

// TestUsage: whoever gives something else is told what there is.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"pack"}, {"sums", "a", "b"}, {"unpack", "a", "b"}} {
		require.ErrorIs(t, run(args), errUsage)
	}
}
