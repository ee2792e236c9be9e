// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"errors"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/blobs"
)

func (p *program) blobProve() *cli.Command {
	return p.command(&cli.Command{
		Name:      "prove",
		Usage:     "open a range of a blob to whoever knows its id",
		ArgsUsage: "ID",
		Description: "The proof has the bytes of the range in it, rounded to whole kilobytes. It is printed in hexadecimal, or written to\n" +
			"--out as it is.",
		Flags: storeFlags(
			&cli.StringFlag{Name: "range", Required: true, Usage: "OFFSET:LENGTH in bytes, at most 1 MiB"},
			&cli.StringFlag{Name: "out", Usage: "file for the proof", DefaultText: "the standard output, in hexadecimal"},
		),
	}, p.proveBlob)
}

// proofLine is the JSON of a proof.
type proofLine struct {
	ID     string `json:"id"`
	Offset uint64 `json:"offset"`
	Length uint64 `json:"length"`
	Bytes  int    `json:"bytes"` // of the proof
	Hashes uint64 `json:"hashes"`
	Proof  string `json:"proof,omitempty"`
	File   string `json:"file,omitempty"`
}

func (p *program) proveBlob(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	id, err := contentID(c)
	if err != nil {
		return err
	}
	r, err := blobs.ParseRange(c.String("range"))
	if err != nil {
		return wrongUse("--range: %w", err)
	}
	cost, err := id.Span().Cost(r)
	if err != nil {
		return wrongUse("--range: %w", err)
	}
	s, err := p.openStore(c)
	if err != nil {
		return err
	}
	proof, err := s.Prove(c.Context, id, r)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	line := proofLine{ID: id.String(), Offset: r.Offset, Length: r.Length, Bytes: len(proof), Hashes: cost.Compressions, File: c.String("out")}
	if line.File == "" {
		line.Proof = hex.EncodeToString(proof)
	} else if err := blobs.WriteFile(line.File, func(w io.Writer) error { _, err := w.Write(proof); return err }); err != nil {
		return err
	}
	switch {
	case p.json():
		return p.object(line)
	case line.File == "":
		return p.say("%s", line.Proof)
	}
	return p.say("%d bytes, %d hashes to verify: %s", line.Bytes, line.Hashes, line.File)
}
