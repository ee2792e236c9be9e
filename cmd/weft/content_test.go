// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/chain/commit"
	layouts "github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// content is what trainers of a stage name on chain, and serve: an outer state,
// and a model with its parameters. Nobody trained them.
type content struct {
	store        *ipfs.Store
	gateway      net.Listener
	outer, model commit.ID
}

// realJob is the small job with a tokenizer, whose model speaks bytes.
func realJob(small []byte) ([]byte, error) {
	id, err := commit.Build(bytes.NewReader(token.Bytes().File()), nil)
	return []byte(strings.NewReplacer(
		"vocab = 256", "vocab = 257",
		"token_width = 1", "token_width = 2\ntokenizer.digest = \""+id.Digest.String()+"\"\ntokenizer.size = "+sizeText(id),
	).Replace(string(small))), err
}

func sizeText(id commit.ID) string {
	_, size, _ := strings.Cut(id.String(), ":")
	return size
}

// serveContent has trainer0 serve the content of a job, to anybody who knows its
// address and over a gateway: serve JOB. It sets PEER and GATEWAY.
// ! serve ends it.
func serveContent(ts *testscript.TestScript, end bool, args []string) {
	s := stageOf(ts)
	if end {
		ts.Check(s.content.store.Close())
		return
	}
	c := &content{}
	var err error
	c.store, err = ipfs.Open(ipfs.Config{
		Disk: disk.Config{Dir: ts.MkAbs("served")}, Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Allow: func(string) bool { return true },
	})
	ts.Check(err)
	ts.Defer(func() { _ = c.store.Close() })
	c.gateway, err = (&net.ListenConfig{}).Listen(s.ctx, "tcp", "127.0.0.1:0")
	ts.Check(err)
	go c.store.Serve(c.gateway) //nolint:errcheck // a fetch from it fails, and says so
	ts.Check(c.publish(ts, s, argument(ts, args, 0)))
	trainer := s.trainers[0]
	_, err = trainer.Submit(s.ctx, &staketypes.MsgUpdateProvider{Operator: me(trainer), PeerId: c.store.PeerID(), Addresses: c.store.Addrs()})
	ts.Check(err)
	ts.Setenv("PEER", c.store.Addrs()[0])
	ts.Setenv("GATEWAY", "http://"+c.gateway.Addr().String())
	s.content = c
}

func (c *content) publish(ts *testscript.TestScript, s *stage, job uint64) error {
	spec := s.specOf(ts, job)
	layout, err := layouts.NewOuterState(spec)
	if err != nil {
		return err
	}
	state := make([]byte, layout.DataSize())
	first, end := layout.Range(layouts.ClassParam)
	for i := first; i < end; i += 4 {
		binary.LittleEndian.PutUint32(state[i:], math.Float32bits(float32(i%251)/2510-0.05))
	}
	put := func(r io.Reader) (commit.ID, error) {
		return c.store.Put(s.ctx, r, blob.PutOptions{Pins: []blob.Pin{{Name: "served"}}})
	}
	if c.outer, err = put(io.MultiReader(bytes.NewReader(layout.Header()), bytes.NewReader(state))); err != nil {
		return err
	}
	if _, err := put(bytes.NewReader(token.Bytes().File())); err != nil {
		return err
	}
	dir := ts.MkAbs("served.model")
	_, err = pretrained.Export(dir, pretrained.Model{
		Spec: spec, Params: state[first:end], Files: map[string][]byte{data.TokenizerFile: token.Bytes().File()},
	})
	if err != nil {
		return err
	}
	weights, err := os.Open(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		return err
	}
	defer weights.Close()
	c.model, err = put(weights)
	return err
}
