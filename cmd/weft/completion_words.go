// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// completionFlag ends the command line with which a shell asks for words.
const completionFlag = "--generate-bash-completion"

// completionPatience is how long a shell waits for the chain's words at most.
const completionPatience = 2 * time.Second

// completionJobs is how many of the newest jobs are offered.
const completionJobs = 50

// word is one that may follow, with what it means.
type word struct{ text, meaning string }

// plainName is a word that no shell expands; bash would, in the words that it is given.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// words completes the value of an option, the options, and the argument of a
// command: jobs from the chain, keys from the keyring's folder. A fault of any
// kind offers nothing: nobody reads errors there. The variable 0 is the library's
// sign of a shell that shows what words mean.
func (p *program) words(command *cli.Command) cli.BashCompleteFunc {
	return func(c *cli.Context) {
		before := ""
		if n := len(os.Args); n > 2 {
			before = os.Args[n-2]
		}
		var found []word
		switch flag, bare := strings.CutPrefix(before, "--"); {
		case bare && slices.ContainsFunc(options, func(o option) bool { return o.name == flag && o.name != "home" }):
			found = p.optionWords(c, flag)
		case !isOption(before):
			found = p.argumentWords(c, command.ArgsUsage)
		}
		if found == nil {
			cli.DefaultCompleteWithFlags(command)(c)
			return
		}
		for _, w := range found {
			line := w.text
			if os.Getenv("0") == "zsh" && w.meaning != "" {
				line += ":" + w.meaning
			}
			_, _ = fmt.Fprintln(p.out, line) // a shell that hangs up wants no words
		}
	}
}

// optionWords are the values of a global option.
func (p *program) optionWords(c *cli.Context, name string) []word {
	if name == "from" {
		return p.keyWords(c)
	}
	var out []word
	for i := range options {
		if options[i].name != name {
			continue
		}
		for _, value := range options[i].allowed {
			out = append(out, word{text: value})
		}
	}
	return out
}

// argumentWords are those of the argument that comes next in a command's usage.
func (p *program) argumentWords(c *cli.Context, usage string) []word {
	places := strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(usage))
	if len(places) == 0 {
		return nil
	}
	place := places[len(places)-1]
	if n := c.NArg(); n < len(places) {
		place = places[n]
	} else if !strings.HasSuffix(place, "...") {
		return nil
	}
	kind, _, _ := strings.Cut(strings.TrimSuffix(place, "..."), "|")
	switch kind {
	case "JOB":
		return p.jobWords(c)
	case "NAME", "ACCOUNT", "PROVIDER", "TO":
		if c.Command.Name == "add" || c.Command.Name == "import" {
			return nil // these name something new
		}
		return p.keyWords(c)
	}
	return nil
}

// keyWords are the names of keys. They are names of files, so that nobody is
// asked for a passphrase in the middle of a line; the keyring of a desktop has none.
func (p *program) keyWords(c *cli.Context) []word {
	if p.configure(c) != nil {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(p.Home, "keyring-"+p.KeyringBackend, "*.info"))
	if err != nil {
		return nil
	}
	var out []word
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".info"); plainName.MatchString(name) {
			out = append(out, word{text: name})
		}
	}
	return out
}

// jobWords are the newest jobs of the chain.
func (p *program) jobWords(c *cli.Context) []word {
	if p.configure(c) != nil || p.Node == "" || p.ChainID == "" {
		return nil
	}
	p.PassphraseFile = "" // reading needs no key
	ctx, cancel := context.WithTimeout(c.Context, completionPatience)
	defer cancel()
	cl, err := p.reader(ctx)
	if err != nil {
		return nil
	}
	defer cl.Close()
	list, err := jobs.List(ctx, cl, jobs.Selection{Limit: completionJobs})
	if err != nil {
		return nil
	}
	var out []word
	for _, j := range list {
		out = append(out, word{fmt.Sprint(j.Job), j.Status + " " + screen.Clip(j.Title, 32)})
	}
	return out
}
