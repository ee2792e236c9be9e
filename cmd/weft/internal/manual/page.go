// SPDX-License-Identifier: Apache-2.0

package manual

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// page is a manual page under construction, in the man macros of roff.
type page struct{ bytes.Buffer }

// escape keeps roff from taking text for its own.
var escape = strings.NewReplacer(`\`, `\e`, "-", `\-`)

// text writes a line. A line that begins like a request of roff is kept from
// being one.
func (p *page) text(line string) {
	line = escape.Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	p.WriteString(line + "\n")
}

// request writes a request of roff with its arguments.
func (p *page) request(name string, args ...string) {
	p.WriteString("." + name)
	for _, a := range args {
		fmt.Fprintf(p, " \"%s\"", strings.ReplaceAll(escape.Replace(a), `"`, `\(dq`))
	}
	p.WriteString("\n")
}

// asItIs writes lines without filling them.
func (p *page) asItIs(text string) {
	p.request("nf")
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		p.text(line)
	}
	p.request("fi")
}

// item is a term with its meaning.
func (p *page) item(term, meaning string) {
	p.request("TP")
	p.request("B", term)
	p.text(meaning)
}

// section is a heading over items, left out where there are none.
func (p *page) section(title string, items [][2]string) {
	if len(items) == 0 {
		return
	}
	p.request("SH", title)
	for _, i := range items {
		p.item(i[0], i[1])
	}
}

// flag is a flag as it is typed, and what it means.
func flag(f cli.Flag) (item [2]string, ok bool) {
	d, ok := f.(cli.DocGenerationFlag)
	if v, has := f.(cli.VisibleFlag); !ok || has && !v.IsVisible() {
		return item, false
	}
	var names []string
	for _, n := range f.Names() {
		names = append(names, strings.Repeat("-", min(len(n), 2))+n)
	}
	item = [2]string{strings.Join(names, ", "), d.GetUsage()}
	if d.TakesValue() {
		item[0] += " VALUE"
		if text := d.GetDefaultText(); text != "" {
			item[1] += " (default: " + text + ")"
		}
	}
	if vars := d.GetEnvVars(); len(vars) > 0 {
		item[1] += " [$" + strings.Join(vars, ", $") + "]"
	}
	return item, true
}

// flags are those of a command that are not global.
func flags(all []cli.Flag) (items [][2]string) {
	for _, f := range all {
		if c, ok := f.(cli.CategorizableFlag); ok && c.GetCategory() == Global {
			continue
		}
		if item, ok := flag(f); ok {
			items = append(items, item)
		}
	}
	return items
}
