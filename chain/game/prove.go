// SPDX-License-Identifier: Apache-2.0

package game

import (
	"fmt"
	"io"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
)

// Witness makes the proofs for a byte of the disputed chunk. Entries left of
// the disputed one, and what the step reads, must be the story's too.
func (f *Facts) Witness(g Game, at uint16, s Story) (*Prove, error) {
	w := &prover{f: f, g: &g, story: s}
	if _, err := g.judge(f, int(at), w); err != nil {
		return nil, err
	}
	return &Prove{At: at, Proofs: w.proofs}, nil
}

// prover answers what a rule reads from a story, and keeps a proof of each.
type prover struct {
	f       *Facts
	g       *Game
	story   Story
	entries []commit.Digest
	proofs  [][]byte
	err     error
}

// Read implements referee.Reader.
func (w *prover) Read(ref program.Ref, first, count int) ([]byte, error) {
	p, err := w.f.locate(ref, first, count)
	if err != nil {
		return nil, w.fault(err)
	}
	return w.open(&p)
}

func (w *prover) open(p *place) ([]byte, error) {
	proof, err := w.proof(p)
	if err != nil {
		return nil, w.fault(err)
	}
	w.proofs = append(w.proofs, proof)
	if p.known != nil {
		return p.known, nil
	}
	content, _, err := w.content(p)
	if err != nil {
		return nil, w.fault(err)
	}
	b := make([]byte, p.r.Length)
	if n, err := content.ReadAt(b, int64(p.r.Offset)); n < len(b) {
		return nil, w.fault(fmt.Errorf("content at byte %d: %d of %d bytes: %w", p.r.Offset, n, len(b), err))
	}
	return p.elements(b), nil
}

func (w *prover) proof(p *place) ([]byte, error) {
	if p.known != nil {
		return nil, nil
	}
	content, nodes, err := w.content(p)
	if err != nil {
		return nil, err
	}
	digest := p.blob.Digest
	var proof []byte
	if p.op >= 0 {
		if w.entries == nil {
			if w.entries, err = w.story.Entries(); err != nil {
				return nil, err
			}
		}
		_, s, ok := passed(uint64(len(w.entries)), w.g.First, uint64(p.op))
		if !ok {
			return nil, fmt.Errorf("%w: entry %d is not before the disputed one, %d", ErrFacts, p.op, w.g.First)
		}
		digest = w.entries[p.op]
		path, err := commit.MerkleProve(w.entries[s.first:s.first+s.count], uint64(p.op)-s.first)
		if err != nil {
			return nil, err
		}
		proof = appendDigests(append(proof, digest[:]...), path)
	}
	slice, err := p.span.Prove(digest, p.r, content, nodes)
	return append(proof, slice...), err
}

func (w *prover) content(p *place) (io.ReaderAt, commit.Nodes, error) {
	if p.op >= 0 {
		content, err := w.story.Output(p.op)
		return content, nil, err
	}
	return w.story.Blob(p.blob)
}

func (w *prover) fault(err error) error {
	if w.err == nil {
		w.err = err
	}
	return err
}

func (w *prover) done() error { return w.err }
