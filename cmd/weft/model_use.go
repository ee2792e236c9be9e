// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/models"
)

const usedModels = "JOB is the number of a job, whose model is fetched once into <home>/models. FOLDER is one of weft model pull, of a run\n" +
	"of weft lab train, or in the form of transformers."

func (p *program) modelEval() *cli.Command {
	c := p.onModel(p.labEval(), 1)
	c.Description = usedModels + " Of a run the default text is what it held out."
	return c
}

func (p *program) modelSample() *cli.Command {
	c := p.onModel(p.labSample(), 1)
	c.Description = usedModels + "\nWith equal options every machine prints the same text."
	return c
}

// onModel makes a command of weft lab one that takes its model as an argument.
func (p *program) onModel(c *cli.Command, most int) *cli.Command {
	c.ArgsUsage = "JOB|FOLDER"
	for i, f := range c.Flags {
		if slices.Contains(f.Names(), "model") {
			c.Flags[i] = &cli.StringFlag{Name: "model", Hidden: true}
		}
	}
	c.Flags = append(c.Flags, sourceFlags()...)
	use := c.Action
	c.Action = func(ctx *cli.Context) error {
		if err := p.configure(ctx); err != nil {
			return err
		}
		if err := arguments(ctx, 1, most); err != nil {
			return err
		}
		dir, err := p.modelFolder(ctx, ctx.Args().First())
		if err != nil {
			return err
		}
		if err := ctx.Set("model", dir); err != nil {
			return err
		}
		return use(ctx)
	}
	return c
}

// modelFolder is the folder of a model: the argument itself, or of a job that
// of its model, which is fetched if it is not there yet.
func (p *program) modelFolder(c *cli.Context, text string) (string, error) {
	if strings.Trim(text, "0123456789") != "" {
		return text, nil
	}
	job, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return "", wrongUse("the job is %q: %w", text, err)
	}
	if p.ChainID == "" {
		return "", wrongUse("no chain is named to find job %d on; give --chain-id ID and --node URL, or ./%d for a folder of that name", job, job)
	}
	dir := filepath.Join(p.Home, "models", p.ChainID, text)
	if _, err := os.Stat(filepath.Join(dir, "model.safetensors")); err == nil {
		return dir, nil // the parameters are written last
	}
	return dir, p.withReader(func(c *cli.Context, cl *client.Client) error {
		what, err := models.Find(c.Context, cl, job, 0)
		if err != nil {
			return err
		}
		if what.Round > 0 {
			return fmt.Errorf("%w: job %d has no model, it is %s; weft job pull %d fetches the state it has now", models.ErrNothing, job, what.Job.Why(), job)
		}
		what.Chain = p.ChainID
		_, err = p.pullInto(c, cl, what, dir)
		return err
	})(c)
}

// exportLine is the JSON of an export.
type exportLine struct {
	Folder string `json:"folder"`
	// Content is the content id of model.safetensors.
	Content    string `json:"content"`
	Parameters uint64 `json:"parameters"`
	Format     string `json:"format"`
}

func (p *program) modelExport() *cli.Command {
	c := p.command(&cli.Command{
		Name:  "export",
		Usage: "write a model as a folder that transformers loads",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "bf16", Usage: "round to bfloat16: half the size, another content id"},
			&cli.BoolFlag{Name: "force", Usage: "write into TO though it is not empty"},
			&cli.StringFlag{Name: "model", Hidden: true},
		},
	}, p.exportModel)
	c = p.onModel(c, 2)
	c.ArgsUsage = "JOB|FOLDER TO"
	c.Description = usedModels + "\nIn f32, which is the default, equal parameters give equal bytes, and the content id that the chain binds."
	return c
}

func (p *program) exportModel(c *cli.Context) error {
	if err := arguments(c, 2, 2); err != nil {
		return err
	}
	to := c.Args().Get(1)
	if err := emptyFolder(to, c.Bool("force")); err != nil {
		return err
	}
	m, err := lab.OpenModel(c.String("model"), 0, lab.Machine{})
	if err != nil {
		return err
	}
	files, err := m.Export(to, c.Bool("bf16"))
	if err != nil {
		return err
	}
	line := exportLine{Folder: to, Content: files[len(files)-1].ID.String(), Parameters: m.Spec.Params(), Format: "f32"}
	if c.Bool("bf16") {
		line.Format = "bf16"
	}
	if p.json() {
		return p.object(line)
	}
	return p.say("%s holds the model in %s: %s parameters, %s", to, line.Format, count(line.Parameters), line.Content)
}
