// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/cmd/weft/internal/manual"
)

// settings are the global options.
type settings struct {
	Home           string
	ChainID        string
	Node           string
	KeyringBackend string
	PassphraseFile string
	From           string
	Output         string
	LogLevel       string
	LogFormat      string
	EthRPC         string
	EthKey         string
	EthPassphrase  string
}

// option is one global option: a flag, a variable of the environment, and,
// except for home itself, a key of the configuration file.
type option struct {
	name    string
	value   func() string // default
	allowed []string      // nil: any text
	usage   string
	ref     func(*settings) *string
}

func fixed(s string) func() string { return func() string { return s } }

var options = []option{
	{"home", defaultHome, nil, "folder of configuration and runs", func(s *settings) *string { return &s.Home }},
	{"chain-id", fixed(""), nil, "chain that the node must serve", func(s *settings) *string { return &s.ChainID }},
	{"node", fixed(""), nil, "URL of a node's RPC, such as http://127.0.0.1:26657", func(s *settings) *string { return &s.Node }},
	{
		"keyring-backend", fixed("os"),
		[]string{"os", "file", "test"},
		"where keys are kept: os, file or test",
		func(s *settings) *string { return &s.KeyringBackend },
	},
	{
		"keyring-passphrase-file", fixed(""), nil,
		"file with the passphrase of the file backend, for services; without it the passphrase is asked for",
		func(s *settings) *string { return &s.PassphraseFile },
	},
	{"from", fixed(""), nil, "name of the key that signs", func(s *settings) *string { return &s.From }},
	{
		"output", fixed("text"),
		[]string{"text", "json"},
		"form of results: text or json",
		func(s *settings) *string { return &s.Output },
	},
	{
		"log-level", fixed("warn"),
		[]string{"debug", "info", "warn", "error"},
		"least level of logs: debug, info, warn or error",
		func(s *settings) *string { return &s.LogLevel },
	},
	{
		"log-format", fixed("text"),
		[]string{"text", "json"},
		"form of logs, on the standard error: text or json",
		func(s *settings) *string { return &s.LogFormat },
	},
	{"eth-rpc", fixed(""), nil, "URL of a node of Ethereum, for weft eth, such as http://127.0.0.1:8545", func(s *settings) *string { return &s.EthRPC }},
	{"eth-key", fixed(""), nil, "keystore file of the key for Ethereum, for weft eth", func(s *settings) *string { return &s.EthKey }},
	{
		"eth-passphrase-file", fixed(""), nil,
		"file with the passphrase of --eth-key, for services; without it the passphrase is asked for",
		func(s *settings) *string { return &s.EthPassphrase },
	},
}

// ofEthereum: the option is one of weft eth alone. Others do not show it.
func (o *option) ofEthereum() bool { return strings.HasPrefix(o.name, "eth-") }

func defaultHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ".weft"
	}
	return filepath.Join(home, ".weft")
}

// variable is the name of an option in the environment.
func (o *option) variable() string {
	return "WEFT_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// globalFlags are the options as flags. They are understood before and after
// the name of a command; only the root's help shows their variables.
func globalFlags(root bool) []cli.Flag {
	var flags []cli.Flag
	for i := range options {
		if !root && options[i].ofEthereum() {
			continue
		}
		f := optionFlag(&options[i])
		if root {
			f.Category, f.EnvVars, f.Hidden = "", []string{options[i].variable()}, options[i].ofEthereum()
		}
		flags = append(flags, f)
	}
	return flags
}

func optionFlag(o *option) *cli.StringFlag {
	f := &cli.StringFlag{Name: o.name, Usage: o.usage, Category: manual.Global}
	if f.DefaultText = o.value(); f.DefaultText == "" {
		f.DefaultText = "none"
	}
	return f
}

// ethereumFlags are the options of weft eth.
func ethereumFlags(more ...cli.Flag) []cli.Flag {
	for i := range options {
		if options[i].ofEthereum() {
			f := optionFlag(&options[i])
			f.Category = "Ethereum"
			more = append(more, f)
		}
	}
	return more
}

// configure reads every option: flag, environment, file, default.
func (p *program) configure(c *cli.Context) error {
	p.settings = settings{}
	for i := range options {
		o := &options[i]
		if v, ok := given(c, o.name); ok {
			*o.ref(&p.settings) = v
		}
	}
	if p.Home == "" {
		p.Home = defaultHome()
	}
	file, err := readConfig(p.configFile())
	if err != nil {
		return err
	}
	for i := range options {
		o := &options[i]
		v := o.ref(&p.settings)
		if *v == "" {
			*v = file[o.name]
		}
		if *v == "" {
			*v = o.value()
		}
		if len(o.allowed) > 0 && !slices.Contains(o.allowed, *v) {
			return wrongUse("--%s is %q; allowed: %s", o.name, *v, strings.Join(o.allowed, ", "))
		}
	}
	level := slog.LevelWarn
	if err := level.UnmarshalText([]byte(p.LogLevel)); err != nil {
		return wrongUse("--log-level: %w", err)
	}
	p.log = slog.New(p.logHandler(&slog.HandlerOptions{Level: level}))
	return nil
}

func (p *program) logHandler(o *slog.HandlerOptions) slog.Handler {
	if p.LogFormat == "json" {
		return slog.NewJSONHandler(p.err, o)
	}
	return slog.NewTextHandler(p.err, o)
}

// given finds the value of a flag on the nearest command that has it, or of
// its variable, which only the root knows.
func given(c *cli.Context, name string) (string, bool) {
	for _, at := range c.Lineage() {
		if at.Command != nil && slices.Contains(at.LocalFlagNames(), name) {
			return at.String(name), true
		}
	}
	return "", false
}

func (p *program) configFile() string { return filepath.Join(p.Home, "config.toml") }

// readConfig reads a configuration file. A file that is not there is empty.
func readConfig(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %w; give another folder with --home", err)
	}
	var values map[string]string
	if err := toml.Unmarshal(text, &values); err != nil {
		place := ""
		if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
			line, column := at.Position()
			place = fmt.Sprintf(" line %d, column %d:", line, column)
		}
		return nil, fmt.Errorf("configuration %s:%s %w; every value is text in quotes", path, place, err)
	}
	for key := range values {
		known := func(o option) bool { return o.name == key && o.name != "home" }
		if !slices.ContainsFunc(options, known) {
			return nil, fmt.Errorf("configuration %s: unknown key %q; \"weft init\" in an empty home writes all keys", path, key)
		}
	}
	return values, nil
}

// configTemplate is the file that "weft init" writes: every key with its
// meaning; those that were given are set, the others are comments.
func configTemplate(s settings) []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, "# Configuration of weft. A flag comes before a variable of the environment,\n",
		"# a variable before this file, this file before the default.\n")
	for _, o := range options {
		if o.name == "home" {
			continue
		}
		fmt.Fprintf(&b, "\n# %s%s.\n# Flag --%s, variable %s; default: %s.\n",
			strings.ToUpper(o.usage[:1]), o.usage[1:], o.name, o.variable(), strconv.Quote(o.value()))
		mark, value := "#", *o.ref(&s)
		if value != o.value() {
			mark = ""
		}
		fmt.Fprintf(&b, "%s%s = %s\n", mark, o.name, strconv.Quote(value))
	}
	return b.Bytes()
}
