// SPDX-License-Identifier: Apache-2.0

package disk

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// entry is a blob of the store. The lock of the store guards everything but
// the files.
type entry struct {
	id      commit.ID
	dir     string          // empty until the first node arrives
	leaves  []commit.Digest // zero: not known
	have    []byte          // bitmap of the leaves that are present
	present uint64          // bytes
	nodes   []commit.Digest
	pins    []blob.Pin
	uses    int // open readers and receivers
	linked  bool
	partial bool // the file have exists

	// files is locked to change which files are open, and read-locked to use them.
	files sync.RWMutex
	data  *os.File
	// log is locked to append nodes and to write have.
	log     sync.Mutex
	logFile *os.File
	logSize int64
	dirty   int // leaves written since have was
}

func newEntry(id commit.ID, dir string) *entry {
	n := blob.Leaves(id.Size)
	return &entry{id: id, dir: dir, leaves: make([]commit.Digest, n), have: make([]byte, (n+7)/8)}
}

func (e *entry) path(name string) string { return filepath.Join(e.dir, name) }

func (e *entry) has(i int) bool { return e.have[i/8]>>(i%8)&1 == 1 }

// set marks a leaf as present or not.
func (e *entry) set(i int, present bool) {
	if e.has(i) == present {
		return
	}
	_, n := blob.LeafSpan(e.id.Size, i)
	e.have[i/8] ^= 1 << (i % 8)
	if present {
		e.present += n
	} else {
		e.present -= n
	}
}

// complete reports whether nothing is missing.
func (e *entry) complete() bool { return len(e.nodes) > 0 && e.present == e.id.Size }

func (e *entry) stat() blob.Stat {
	return blob.Stat{ID: e.id, Present: e.present, Pins: e.pins}
}

// folder is the name of the folder of a blob, and idOfFolder reads it back.
func folder(id commit.ID) string { return strings.Replace(id.String(), ":", "-", 1) }

func idOfFolder(name string) (commit.ID, error) {
	return commit.ParseID(strings.Replace(name, "-", ":", 1))
}

// appendNode is the record of a node in the file nodes.
func appendNode(b, raw []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(raw)))
	return append(b, raw...)
}

// load reads a folder. A torn record at the end of nodes is cut off by the next
// append, which begins where the good ones end.
func load(id commit.ID, dir string, x index) (*entry, error) {
	e := newEntry(id, dir)
	raws, err := e.readNodes(x)
	if err != nil {
		return nil, err
	}
	e.plan(id.Span(), id.Digest, raws)
	if e.pins, err = readPins(e.path("pins")); err != nil {
		return nil, err
	}
	_, err = os.Stat(e.path("linked"))
	e.linked = err == nil
	have, err := os.ReadFile(e.path("have"))
	e.partial = err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for i, d := range e.leaves {
		// A bitmap of another length was torn, and says nothing.
		known := !e.partial || len(have) == len(e.have) && have[i/8]>>(i%8)&1 == 1
		if known && !d.IsZero() {
			e.set(i, true)
			x.add(d, place{e: e, at: int64(i)})
		}
	}
	return e, nil
}

// readNodes gives the nodes in the file by their digests.
func (e *entry) readNodes(x index) (map[commit.Digest][]byte, error) {
	f, err := os.Open(e.path("nodes"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raws := map[commit.Digest][]byte{}
	r := bufio.NewReader(f)
	for {
		var length [2]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return raws, torn(err)
		}
		raw := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(r, raw); err != nil {
			return raws, torn(err)
		}
		d := commit.Sum(raw)
		raws[d] = raw
		x.add(d, place{e: e, at: e.logSize + 2, length: uint32(len(raw))})
		e.nodes = append(e.nodes, d)
		e.logSize += 2 + int64(len(raw))
	}
}

func torn(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// plan learns the digests of the leaves from the nodes that lead to them.
func (e *entry) plan(sp commit.Span, d commit.Digest, raws map[commit.Digest][]byte) {
	if sp.IsLeaf() {
		e.leaves[sp.Offset/commit.LeafSize] = d
		return
	}
	children, err := sp.OpenNode(d, raws[d])
	if err != nil {
		return // not there, or not what it should be: to be fetched
	}
	for i, c := range children {
		e.plan(sp.Child(i), c, raws)
	}
}

func readPins(path string) (pins []blob.Pin, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &pins)
	}
	if err != nil {
		return nil, fmt.Errorf("pins of a blob: %w; mend or remove %s", err, path)
	}
	return blob.SetPins(nil, pins...)
}

func writePins(m medium, path string, pins []blob.Pin) error {
	if len(pins) == 0 {
		return m.remove(path)
	}
	b, err := json.Marshal(pins)
	if err != nil {
		return err
	}
	return m.replace(path, b, true)
}
