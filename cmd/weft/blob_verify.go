// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/trainer/blob"
)

func (p *program) blobVerify() *cli.Command {
	return p.command(&cli.Command{
		Name:      "verify",
		Usage:     "hash what the store has of a blob, or check a proof",
		ArgsUsage: "ID",
		Description: "What is corrupt is forgotten, so that weft blob get fetches it again. With --proof and --range it needs no store: it\n" +
			"checks a file that weft blob prove wrote, as the chain does, and can write the bytes that it opens.",
		Flags: storeFlags(
			&cli.StringFlag{Name: "proof", Usage: "file with a proof", DefaultText: "none"},
			&cli.StringFlag{Name: "range", Usage: "OFFSET:LENGTH that the proof opens"},
			&cli.StringFlag{Name: "out", Usage: "file for the bytes that the proof opens; - for the standard output", DefaultText: "none"},
		),
	}, p.verifyBlob)
}

func (p *program) verifyBlob(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	id, err := contentID(c)
	if err != nil {
		return err
	}
	if c.IsSet("proof") {
		return p.verifyProof(c, id)
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	err = s.Verify(c.Context, id)
	var st blob.Stat
	if err == nil {
		st, err = s.Stat(c.Context, id)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if p.json() {
		return p.object(lineOf(st))
	}
	return p.say("%s  %d of %d bytes are here, and all are what they should be", id, st.Present, id.Size)
}

func (p *program) verifyProof(c *cli.Context, id commit.ID) error {
	r, err := blobs.ParseRange(c.String("range"))
	if err != nil {
		return wrongUse("--range: %w", err)
	}
	cost, err := id.Span().Cost(r)
	if err != nil {
		return wrongUse("--range: %w", err)
	}
	proof, err := readProof(c.String("proof"), cost)
	if err != nil {
		return err
	}
	content, err := id.Span().Verify(id.Digest, r, proof)
	if err != nil {
		return err
	}
	if out := c.String("out"); out != "" {
		err := p.writeBlob(c, out, func(w io.Writer) error { _, err := w.Write(content); return err })
		if err != nil || out == "-" {
			return err
		}
	}
	if p.json() {
		return p.object(proofLine{
			ID: id.String(), Offset: r.Offset, Length: r.Length, Bytes: len(proof), Hashes: cost.Compressions, File: c.String("proof"),
		})
	}
	return p.say("the proof holds: bytes %d to %d of %s", r.Offset, r.Offset+r.Length-1, id)
}

// readProof reads a file no further than a proof of the range is long.
func readProof(file string, cost commit.Cost) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(cost.Bytes)+1))
}
