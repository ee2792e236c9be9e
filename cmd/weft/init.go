// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/urfave/cli/v2"
)

func (p *program) init() *cli.Command {
	return p.command(&cli.Command{
		Name:  "init",
		Usage: "make the home folder and a commented configuration file",
		Description: "Options that are given with it are written into the file, so that later commands need not repeat them.\n" +
			"A file that is there already is left as it is.",
	}, func(*cli.Context) error { return p.initHome() })
}

func (p *program) initHome() error {
	if err := os.MkdirAll(p.Home, 0o700); err != nil {
		return fmt.Errorf("home: %w; give another folder with --home", err)
	}
	f, err := os.OpenFile(p.configFile(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; edit it, or delete it and run this again", p.configFile())
	}
	if err != nil {
		return fmt.Errorf("configuration: %w; give another folder with --home", err)
	}
	_, err = f.Write(configTemplate(p.settings))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if p.json() {
		return p.object(map[string]string{"home": p.Home, "config": p.configFile()})
	}
	_, err = fmt.Fprintf(p.out, "wrote %s\nnext: weft doctor\n", p.configFile())
	return err
}
