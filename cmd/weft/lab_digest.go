// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data"
)

// digestLine is the JSON of one step.
type digestLine struct {
	Step   uint64  `json:"step"`
	Digest string  `json:"digest"`
	Loss   float32 `json:"loss"`
}

func (p *program) labDigest() *cli.Command {
	return p.command(&cli.Command{
		Name:  "digest",
		Usage: "train a few steps and print the digest of the state after each",
		Description: "Two machines that print the same lines compute the same bits. A line is the number of the step, the digest\n" +
			"(BLAKE3) of the file of parameters and moments after it, and its loss. Without --spec it is a small job that\n" +
			"every weft has built in; with --spec that job's model, on the built-in text unless --data names the folder of\n" +
			"its dataset.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "spec", Usage: "specification of a job, a TOML file", DefaultText: "built in"},
			&cli.StringFlag{Name: "data", Usage: "folder of the dataset of --spec", DefaultText: "built-in text"},
			profileFlag(),
			&cli.Uint64Flag{Name: "steps", Value: 10, Usage: "steps to make"},
			memoryFlag(),
		}, machineFlags()...),
	}, p.digest)
}

func (p *program) digest(c *cli.Context) error {
	m, err := machine(c)
	if err != nil {
		return err
	}
	steps := c.Uint64("steps")
	if steps == 0 {
		return wrongUse("--steps is 0; allowed: at least 1")
	}
	s, text, err := digestJob(c)
	if err != nil {
		return err
	}
	defer text.Close()
	batches, err := lab.NewBatches(s, text)
	if err != nil {
		return err
	}
	for made, err := range lab.Digests(c.Context, s, batches, m) {
		if err == nil {
			err = p.printDigest(made)
		}
		if err != nil || made.Step == steps {
			return err
		}
	}
	return nil
}

func (p *program) printDigest(made lab.Made) error {
	if p.json() {
		return p.object(digestLine{made.Step, made.State.Digest.String(), made.Loss})
	}
	// Nine digits name a binary32 number exactly.
	_, err := fmt.Fprintf(p.out, "%d %s %.9g\n", made.Step, made.State.Digest, made.Loss)
	return err
}

// digestJob is the job that --spec and --data name.
func digestJob(c *cli.Context) (*spec.Spec, *data.Dataset, error) {
	if c.String("spec") == "" {
		if c.IsSet("data") {
			return nil, nil, wrongUse("--data is given without --spec; name the specification of that dataset")
		}
		return builtin(c)
	}
	if c.IsSet("profile") {
		return nil, nil, wrongUse("--profile and --spec are both given; a specification has its own profile")
	}
	s, err := lab.ReadSpec(c.String("spec"))
	if err != nil {
		return nil, nil, err
	}
	if dir := c.String("data"); dir != "" {
		d, err := lab.OpenDataset(s, dir)
		return s, d, err
	}
	_, d, err := lab.Builtin(c.Context)
	return s, d, err
}

// builtin is the built-in job in the profile that was asked for.
func builtin(c *cli.Context) (*spec.Spec, *data.Dataset, error) {
	profile, err := lab.ProfileNamed(c.String("profile"))
	if err != nil {
		return nil, nil, wrongUse("--profile: %w", err)
	}
	s, d, err := lab.Builtin(c.Context)
	if err == nil {
		s.Profile = profile
	}
	return s, d, err
}
