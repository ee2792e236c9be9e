// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Global is the category of flags that every command has: they stand on the
// program's own page alone.
const Global = "Global"

// writer writes the pages of one program.
type writer struct {
	root    *os.Root
	version string
	program string
}

// Write writes a page for the program and each command that is not hidden. The
// pages depend on the program alone, and not on the day.
func Write(root *os.Root, app *cli.App, version string) error {
	w := &writer{root, strings.TrimSpace(app.Name + " " + version), app.Name}
	top := &cli.Command{
		Name: app.Name, Usage: app.Usage, Description: app.Description, Flags: app.Flags, Subcommands: app.Commands, ArgsUsage: "COMMAND",
	}
	return w.write(nil, top)
}

// write writes the page of a command that stands below others, and those of the
// ones below it.
func (w *writer) write(above []string, c *cli.Command) error {
	path := append(slices.Clip(above), c.Name)
	name := strings.Join(path, "-")
	p := &page{}
	p.request("TH", strings.ToUpper(name), "1", "", w.version, w.program+" manual")
	p.request("SH", "NAME")
	p.text(name + " - " + c.Usage)
	p.request("SH", "SYNOPSIS")
	p.request("B", strings.Join(path, " "))
	p.text("[OPTIONS] " + orCommand(c))
	if c.Description != "" {
		p.request("SH", "DESCRIPTION")
		p.asItIs(c.Description)
	}
	below, names := shown(c.Subcommands)
	p.section("COMMANDS", below)
	p.section("OPTIONS", flags(c.Flags))
	w.seeAlso(p, above, path, names)
	if err := w.root.WriteFile(name+".1", p.Bytes(), 0o644); err != nil {
		return err
	}
	for _, sub := range c.Subcommands {
		if sub.Hidden {
			continue
		}
		if err := w.write(path, sub); err != nil {
			return err
		}
	}
	return nil
}

func orCommand(c *cli.Command) string {
	if c.ArgsUsage == "" && len(c.Subcommands) > 0 {
		return "COMMAND"
	}
	return c.ArgsUsage
}

// shown are the commands that are not hidden.
func shown(all []*cli.Command) (items [][2]string, names []string) {
	for _, c := range all {
		if !c.Hidden {
			items, names = append(items, [2]string{c.Name, c.Usage}), append(names, c.Name)
		}
	}
	return items, names
}

// seeAlso names the page above and those below.
func (w *writer) seeAlso(p *page, above, path, below []string) {
	var pages []string
	for n := range above {
		pages = append(pages, strings.Join(path[:n+1], "-")+"(1)")
	}
	for _, name := range below {
		pages = append(pages, strings.Join(path, "-")+"-"+name+"(1)")
	}
	if len(pages) == 0 {
		return
	}
	p.request("SH", "SEE ALSO")
	if len(above) > 0 {
		p.text("The options of every command are in " + w.program + "(1).")
		p.request("PP")
	}
	p.text(strings.Join(pages, ", "))
}
