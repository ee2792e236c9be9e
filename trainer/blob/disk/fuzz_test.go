// SPDX-License-Identifier: Apache-2.0

package disk_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
)

// FuzzFolder opens folders whose files beside the content are anything. The
// store opens or says why not, and gives no byte that the id does not name.
func FuzzFolder(f *testing.F) {
	content := blobtest.Content(1, 1500) // small: the fuzzer's time goes into the other files
	var nodes []byte
	id, err := commit.Build(bytes.NewReader(content), func(b commit.Block) error {
		nodes = append(nodes, byte(len(b.Raw)>>8), byte(len(b.Raw)))
		nodes = append(nodes, b.Raw...)
		return nil
	})
	require.NoError(f, err)
	f.Add(nodes, []byte{1}, []byte(`[{"name":"p"}]`), []byte{})
	f.Add(nodes[:len(nodes)-1], []byte{0}, []byte(`[]`), []byte{1})
	f.Add([]byte{0xff, 0xff, 1}, []byte{7, 7}, []byte(`[{"name":""}]`), []byte{1, 2})
	f.Fuzz(func(t *testing.T, nodes, have, pins, change []byte) {
		dir := t.TempDir()
		folder := filepath.Join(dir, "blobs", strings.Replace(id.String(), ":", "-", 1))
		require.NoError(t, os.MkdirAll(folder, 0o700))
		data := bytes.Clone(content)
		copy(data, change)
		for name, b := range map[string][]byte{"data": data, "nodes": nodes, "have": have, "pins": pins} {
			if name != "data" && len(b) == 0 {
				continue
			}
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), b, 0o600))
		}
		s, err := disk.Open(disk.Config{Dir: dir})
		if err != nil {
			return
		}
		defer func() { require.NoError(t, s.Close()) }()
		check(t, s, id, content)
		_ = s.Verify(t.Context(), id) //nolint:errcheck // it finds what it finds
		check(t, s, id, content)
		_, err = s.GC(t.Context(), blob.Now{})
		require.NoError(t, err)
	})
}

// check reads what there is of every leaf.
func check(t *testing.T, s *disk.Store, id commit.ID, content []byte) {
	t.Helper()
	b, err := s.Open(t.Context(), id)
	if err != nil {
		return
	}
	defer func() { require.NoError(t, b.Close()) }()
	for off := 0; off < len(content); off += commit.LeafSize {
		part := content[off:min(off+commit.LeafSize, len(content))]
		if got, err := io.ReadAll(io.NewSectionReader(b, int64(off), int64(len(part)))); err == nil {
			require.True(t, bytes.Equal(part, got), "leaf at %d", off)
		}
	}
}
