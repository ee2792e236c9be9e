// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/worker"
)

// sourceFlags say where content is fetched from, and to.
func sourceFlags(more ...cli.Flag) []cli.Flag {
	const category = "Network"
	return storeFlags(append(append(more,
		&cli.StringSliceFlag{
			Name: "source", Usage: "ask this address too: https://GATEWAY, or one of a peer that ends in /p2p/<id>; may be repeated",
			DefaultText: "the job's trainers", Category: category,
		},
		&cli.DurationFlag{Name: "patience", Value: patience, Usage: "how long to wait for the next block", Category: category},
	), networkFlags()...)...)
}

// pullCommand is weft job pull and weft model pull.
func (p *program) pullCommand() *cli.Command {
	return p.command(&cli.Command{
		Name:      "pull",
		Usage:     "fetch the model of a job as a folder that transformers loads",
		ArgsUsage: "JOB [FOLDER]",
		Description: "FOLDER (model-JOB) gets model.safetensors, config.json, the tokenizer, and weft.json, which says where it is from.\n" +
			"Every byte is checked against the content id that the chain binds. While the job runs it is the newest state that\n" +
			"the chain knows; --round N asks for the parameters from which that round starts.\n" +
			"It is fetched from the trainers. Where they let in providers only, name a gateway with\n" +
			"--source. A fetch that was stopped goes on where it was.",
		Flags: sourceFlags(
			&cli.Uint64Flag{Name: "round", Usage: "parameters from which this round starts", DefaultText: "the final model"},
			&cli.BoolFlag{Name: "bf16", Usage: "round to bfloat16: half the size, another content id"},
			&cli.BoolFlag{Name: "force", Usage: "write into FOLDER though it is not empty"},
		),
	}, p.withReader(func(c *cli.Context, cl *client.Client) error {
		id, err := jobArgument(c, 2)
		if err != nil {
			return err
		}
		pulled, dir, err := p.pull(c, cl, id)
		if err != nil {
			return err
		}
		if p.json() {
			return p.object(struct {
				Folder string `json:"folder"`
				*models.Pulled
			}{dir, pulled})
		}
		what := "the model"
		if pulled.Round > 0 {
			what = fmt.Sprintf("the parameters that round %d starts from", pulled.Round)
		}
		return p.say("%s holds %s of job %d: %s parameters, %s\nnext: weft model sample %s", dir, what, id, count(pulled.Parameters), pulled.Content, dir)
	}))
}

// pull fetches what the options say into the folder that they name.
func (p *program) pull(c *cli.Context, cl *client.Client, job uint64) (*models.Pulled, string, error) {
	what, err := models.Find(c.Context, cl, job, c.Uint64("round"))
	if err != nil {
		return nil, "", err
	}
	what.Chain = p.ChainID
	dir := c.Args().Get(1)
	if dir == "" {
		if dir = fmt.Sprintf("model-%d", job); what.Round > 0 {
			dir += fmt.Sprintf("-round-%d", what.Round)
		}
	}
	if err := emptyFolder(dir, c.Bool("force")); err != nil {
		return nil, "", err
	}
	pulled, err := p.pullInto(c, cl, what, dir)
	return pulled, dir, err
}

// emptyFolder holds a folder to be empty, or not there, unless it need not be.
func emptyFolder(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && (force || len(entries) == 0) {
		return nil
	}
	if err != nil {
		return err
	}
	return fmt.Errorf("%s is not empty; name another folder, or give --force to write into it", dir)
}

// pullInto fetches into the content store and writes the folder from it.
func (p *program) pullInto(c *cli.Context, cl *client.Client, what *models.Pull, dir string) (_ *models.Pulled, err error) {
	roster := worker.NewRoster(cl)
	if err := roster.Refresh(c.Context); err != nil {
		return nil, err
	}
	if what.From, err = models.Sources(c.Context, cl, roster, what.Job.Job); err != nil {
		return nil, err
	}
	what.From = append(what.From, c.StringSlice("source")...)
	if len(what.From) == 0 && len(c.StringSlice("peer")) == 0 && !c.Bool("lan") {
		return nil, fmt.Errorf("%w: no provider says where it serves; name a gateway with --source https://GATEWAY", blob.ErrUnavailable)
	}
	store, err := p.goOnline(c, ipfs.Config{Patience: c.Duration("patience")}, what.From)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: --store FOLDER", err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	pin := blob.Pin{Name: fmt.Sprintf("pull/%d", what.Job.Job)}
	progress := screen.NewProgress(p.err, "fetching")
	err = what.Fetch(c.Context, store, pin, progress.Set)
	progress.Done()
	if err != nil {
		return nil, err
	}
	pulled, err := what.Write(c.Context, store, dir, c.Bool("bf16"))
	if err != nil {
		return nil, err
	}
	if err := what.Unpin(c.Context, store, pin); err != nil {
		return nil, err
	}
	_, err = store.GC(c.Context, blob.Now{Height: cl.Height(), Time: now()})
	return pulled, err
}
