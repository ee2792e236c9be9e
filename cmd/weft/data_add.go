// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/datasets"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
)

func (p *program) dataAdd() *cli.Command {
	return p.command(&cli.Command{
		Name:      "add",
		Usage:     "turn texts or tokens into a dataset, and publish it",
		ArgsUsage: "SOURCE",
		Description: "SOURCE is a text file, a folder of texts, a .jsonl file, or with --token-width a file of bare token ids, little-endian.\n" +
			"The dataset is a folder with tokens, manifest and tokenizer; the same source and options give the same content id\n" +
			"on every machine. Its files are published into the content store, without a second copy; weft blob serve serves them.",
		Flags: storeFlags(append([]cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "folder of the dataset", DefaultText: "a new one under <home>/data"},
			&cli.StringFlag{Name: "tokenizer", Usage: "tokenizer.json", DefaultText: "bytes"},
			&cli.IntFlag{Name: "token-width", Usage: "SOURCE is token ids of 1, 2 or 4 bytes, made by --tokenizer", DefaultText: "SOURCE is text"},
			&cli.StringSliceFlag{Name: "include", Usage: "of a folder, only files that match, such as '*.md'; may be repeated", DefaultText: "all texts"},
			&cli.StringFlag{Name: "field", Usage: "field of a JSON line that holds the text", DefaultText: "text"},
			&cli.Uint64Flag{Name: "validation", Usage: "tokens at the end that are held out", DefaultText: "a 20th, at most 65537"},
			&cli.StringFlag{Name: "note", Usage: "one line on where the texts come from", DefaultText: "none"},
			&cli.IntFlag{Name: "threads", Usage: "threads; 0 means all processors", DefaultText: "all"},
			&cli.BoolFlag{Name: "no-publish", Usage: "make the folder and nothing else"},
		}, pinFlags("data")...)...),
	}, p.addData)
}

func (p *program) addData(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	source, err := dataSource(c)
	if err != nil {
		return err
	}
	pin, err := pinOf(c)
	if err != nil {
		return err
	}
	folder := c.String("out")
	if folder == "" {
		if folder, err = lab.NewFolder(filepath.Join(p.Home, "data"), datasets.Name(source.Path)); err != nil {
			return err
		}
	}
	var s *disk.Store // opened first: a store that is in use is found out before the work
	if !c.Bool("no-publish") {
		if s, err = p.openStore(c); err != nil {
			return err
		}
	}
	err = p.makeData(c, source, folder, s, pin)
	if s != nil {
		err = errors.Join(err, s.Close())
	}
	return err
}

func dataSource(c *cli.Context) (*datasets.Source, error) {
	s := &datasets.Source{
		Path: c.Args().First(), TokenWidth: c.Int("token-width"), Include: c.StringSlice("include"), Field: c.String("field"),
		Tokenizer: c.String("tokenizer"), Note: c.String("note"), Threads: c.Int("threads"),
	}
	if s.TokenWidth < 0 || s.Threads < 0 || s.Threads > maxThreads {
		return nil, wrongUse("--token-width is %d and --threads %d; allowed: 1, 2 or 4, and 0 to %d", s.TokenWidth, s.Threads, maxThreads)
	}
	if c.IsSet("validation") {
		n := c.Uint64("validation")
		s.Validation = &n
	}
	return s, nil
}

// makeData makes a dataset and publishes it, if there is a store.
func (p *program) makeData(c *cli.Context, source *datasets.Source, folder string, s *disk.Store, pin blob.Pin) error {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	progress := screen.NewProgress(p.err, "reading")
	source.Progress = progress.Set
	made, err := source.Add(c.Context, folder)
	progress.Done()
	if err != nil {
		return err
	}
	defer made.Close()
	m := made.Manifest()
	var published datasets.Published
	if s != nil {
		progress := screen.NewProgress(p.err, "publishing")
		published, err = datasets.Publish(c.Context, s, folder, m, blob.PutOptions{Pins: []blob.Pin{pin}, Progress: progress.Set})
		progress.Done()
		if err != nil {
			return err
		}
	}
	line := datasetOf(folder, m)
	line.Manifest, line.Documents, line.Skipped = idText(published.Manifest), made.Documents, map[string]int{}
	for why, n := range made.Skipped {
		line.Skipped[why.String()] = n
	}
	if p.json() {
		return p.object(line)
	}
	f := datasetFacts(folder, m)
	if made.Documents > 0 {
		f.Add("documents", "%d", made.Documents)
	}
	if left := datasets.SkippedText(made.Skipped); left != "" {
		f.Add("left out", "%s", left)
	}
	if line.Manifest != "" {
		f.Add("manifest", "%s", line.Manifest)
	}
	if err := f.Write(p.out); err != nil {
		return err
	}
	return p.say("\nnext: weft job init --data %s", folder)
}
