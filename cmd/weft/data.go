// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/datasets"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/data"
)

func (p *program) data() *cli.Command {
	return &cli.Command{
		Name:            "data",
		Usage:           "make, check and show datasets",
		Subcommands:     []*cli.Command{p.dataAdd(), p.dataCheck(), p.dataShow()},
		HideHelpCommand: true,
		OnUsageError:    usageError,
		Action:          group,
	}
}

// datasetLine is the JSON of a dataset.
type datasetLine struct {
	Folder     string  `json:"folder"`
	Content    string  `json:"content"`
	CID        string  `json:"cid"`
	Size       uint64  `json:"size"`
	Tokens     uint64  `json:"tokens"`
	Width      int     `json:"token_width"`
	Vocabulary int     `json:"vocabulary"`
	Tokenizer  string  `json:"tokenizer,omitempty"`
	Separator  *uint32 `json:"separator,omitempty"`
	// The tokens that are held out, at the end.
	Validation uint64 `json:"validation_tokens"`
	Source     string `json:"source,omitempty"`
	// Manifest is set where the dataset was published.
	Manifest  string         `json:"manifest,omitempty"`
	Documents uint64         `json:"documents,omitempty"`
	Skipped   map[string]int `json:"skipped,omitempty"`
	Sample    string         `json:"sample,omitempty"`
}

func datasetOf(folder string, m data.Manifest) datasetLine {
	line := datasetLine{
		Folder: folder, Content: m.Content.String(), CID: m.Content.CIDString(), Size: m.Content.Size, Tokens: m.Tokens, Width: m.Width,
		Vocabulary: m.Vocabulary, Separator: m.Separator, Validation: m.ValidationTokens, Source: m.Source,
	}
	if !m.Tokenizer.IsZero() {
		line.Tokenizer = m.Tokenizer.String()
	}
	return line
}

// datasetFacts lay out a dataset.
func datasetFacts(folder string, m data.Manifest) *screen.Facts {
	var f screen.Facts
	f.Add("dataset", "%s", m.Content)
	f.Add("tokens", "%d, of which %d are held out; %d bytes each, vocabulary %d", m.Tokens, m.ValidationTokens, m.Width, m.Vocabulary)
	f.Add("tokenizer", "%s", datasets.TokenizerText(m))
	if m.Separator != nil {
		f.Add("separator", "%d, before each document", *m.Separator)
	}
	if m.Source != "" {
		f.Add("source", "%s", m.Source)
	}
	f.Add("folder", "%s", folder)
	return &f
}

func idText(id commit.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
