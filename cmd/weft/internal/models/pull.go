// SPDX-License-Identifier: Apache-2.0

package models

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
	"github.com/weft-network/weft/trainer/data/token"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

var (
	// ErrNothing is returned for a job or a round that has no parameters yet.
	ErrNothing = errors.New("no parameters yet")
	// ErrContent is returned for content that is not what the chain says it is.
	ErrContent = errors.New("content differs from what the chain binds")
)

// OriginFile is the file of a pulled folder that says where it comes from.
const OriginFile = "weft.json"

// Pull is parameters of a job that are to be fetched: the final model, or the
// outer state from which a round starts.
type Pull struct {
	// Chain is the chain's id.
	Chain string
	Job   *jobs.Job
	// Round is the round that starts from the parameters, 0 for the final model.
	Round uint64
	// Content is the blob that the chain names.
	Content commit.ID
	// From are addresses to ask.
	From   []string
	layout *program.State
}

// Pulled is a folder that was made, as JSON; it is what OriginFile holds too.
type Pulled struct {
	Chain string `json:"chain"`
	Job   uint64 `json:"job"`
	Title string `json:"title"`
	// Round is the round that starts from these parameters, absent for the final
	// model.
	Round      uint64 `json:"round,omitempty"`
	SpecDigest string `json:"spec_digest"`
	// Content is the content id by which the chain knows the parameters.
	Content    string `json:"content"`
	Parameters uint64 `json:"parameters"`
	// Format is f32, which has the bits that the chain binds, or bf16.
	Format string `json:"format"`
}

// Find looks up what to fetch: with round 0 the final model, or while there is
// none the newest parameters of which the chain knows.
func Find(ctx context.Context, c *client.Client, job, round uint64) (*Pull, error) {
	j, _, err := jobs.Read(ctx, c, job)
	if err != nil {
		return nil, err
	}
	p := &Pull{Job: j}
	if round == 0 && j.Model != "" {
		if p.Content, err = commit.ParseID(j.Model); err != nil {
			return nil, err
		}
		p.layout, err = program.NewModel(j.Spec, program.F32)
		return p, err
	}
	if err := p.findRound(ctx, c, round); err != nil {
		return nil, err
	}
	p.layout, err = program.NewOuterState(j.Spec)
	return p, err
}

// findRound finds the base of a round, which is known when the round closes, or
// of the latest round that has one.
func (p *Pull) findRound(ctx context.Context, c *client.Client, round uint64) error {
	const most = 4 // at most one round is open and trains, others are closed
	rounds, err := jobs.Latest(ctx, c, p.Job.Job, most)
	if round > 0 {
		var r jobs.Round
		r, err = jobs.ReadRound(ctx, c, p.Job.Job, round)
		rounds = []jobs.Round{r}
	}
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(rounds) {
		if r.Base == "" {
			continue
		}
		p.Round = r.Round
		p.Content, err = commit.ParseID(r.Base)
		return err
	}
	if round > 0 {
		return fmt.Errorf("%w: round %d of job %d is %s; its parameters are named when it closes", ErrNothing, round, p.Job.Job, rounds[0].Phase)
	}
	return fmt.Errorf("%w: no round of job %d has closed; weft job watch %d shows when one does", ErrNothing, p.Job.Job, p.Job.Job)
}

// Fetch brings everything that the folder is made of into a store.
func (p *Pull) Fetch(ctx context.Context, s blob.Store, pin blob.Pin, progress blob.Progress) error {
	if p.Content.Size != p.layout.Size() {
		return fmt.Errorf("%w: %s has %d bytes; want %d", ErrContent, p.Content, p.Content.Size, p.layout.Size())
	}
	options := blob.FetchOptions{From: p.From, Pins: []blob.Pin{pin}}
	if id, ok, err := p.tokenizerID(); err != nil {
		return err
	} else if ok {
		if err := s.Fetch(ctx, id, options); err != nil {
			return fmt.Errorf("tokenizer: %w", err)
		}
	}
	options.Progress = progress
	return s.Fetch(ctx, p.Content, options)
}

// Unpin lets a store forget what was fetched.
func (p *Pull) Unpin(ctx context.Context, s blob.Store, pin blob.Pin) error {
	err := s.Unpin(ctx, p.Content, pin.Name)
	if id, ok, e := p.tokenizerID(); e == nil && ok {
		err = errors.Join(err, s.Unpin(ctx, id, pin.Name))
	}
	return err
}

func (p *Pull) tokenizerID() (id commit.ID, ok bool, err error) {
	if p.Job.Spec.Data.Tokenizer == nil {
		return id, false, nil
	}
	if id, err = jobtypes.CommitID("data.tokenizer", p.Job.Spec.Data.Tokenizer); err != nil {
		return id, false, err
	}
	if id.Size > token.MaxFile {
		return id, false, fmt.Errorf("%w: a tokenizer of %d bytes; allowed: %d", ErrContent, id.Size, token.MaxFile)
	}
	return id, true, nil
}

// Write makes the folder from what was fetched, in the form of transformers.
func (p *Pull) Write(ctx context.Context, s blob.Store, dir string, bf16 bool) (*Pulled, error) {
	params, err := p.params(ctx, s)
	if err != nil {
		return nil, err
	}
	tok, err := p.tokenizer(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &Pulled{
		Chain: p.Chain, Job: p.Job.Job, Title: p.Job.Title, Round: p.Round, SpecDigest: p.Job.SpecDigest, Content: p.Content.String(),
		Parameters: p.Job.Spec.Params(), Format: "f32",
	}
	if bf16 {
		out.Format = "bf16"
	}
	origin, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, err
	}
	m := pretrained.Model{
		Spec: p.Job.Spec, Params: params, BF16: bf16,
		Files: map[string][]byte{data.TokenizerFile: tok.File(), OriginFile: append(origin, '\n')},
	}
	if id, ok := tok.BOS(); ok {
		m.BOS = &id
	}
	if id, ok := tok.EOS(); ok {
		m.EOS = &id
	}
	files, err := pretrained.Export(dir, m)
	if err != nil {
		return nil, err
	}
	if weights := files[len(files)-1].ID; p.Round == 0 && !bf16 && weights != p.Content {
		return nil, fmt.Errorf("%w: the folder has %s, the chain %s", ErrContent, weights, p.Content)
	}
	return out, nil
}

// params reads the parameters, which come first in every state.
func (p *Pull) params(ctx context.Context, s blob.Store) ([]byte, error) {
	b, err := s.Open(ctx, p.Content)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	header := make([]byte, p.layout.HeaderSize())
	if _, err := b.ReadAt(header, 0); err != nil {
		return nil, err
	}
	if !bytes.Equal(header, p.layout.Header()) {
		return nil, fmt.Errorf("%w: %s has another header than states of this job", ErrContent, p.Content)
	}
	first, end := p.layout.Range(program.ClassParam)
	params := make([]byte, end-first)
	_, err = io.ReadFull(io.NewSectionReader(b, int64(p.layout.HeaderSize()+first), int64(len(params))), params)
	return params, err
}

func (p *Pull) tokenizer(ctx context.Context, s blob.Store) (token.Tokenizer, error) {
	id, ok, err := p.tokenizerID()
	if err != nil || !ok {
		return token.Bytes(), err
	}
	b, err := s.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	file := make([]byte, id.Size)
	if _, err := io.ReadFull(io.NewSectionReader(b, 0, int64(id.Size)), file); err != nil {
		return nil, err
	}
	return token.Load(file)
}
