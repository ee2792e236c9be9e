// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// ErrField is returned for a setting that names no field.
var ErrField = errors.New("no such field of a specification")

// Draft is a specification being written: values of fields as TOML.
type Draft struct{ values map[string]string }

// Set gives a field a value, in TOML or as plain text.
func (d *Draft) Set(path, value string) error {
	for _, f := range spec.Fields() {
		if f.Path != path {
			continue
		}
		if text := f.Type == "word" || f.Type == "bytes"; text && !strings.HasPrefix(value, `"`) {
			value = `"` + value + `"`
		}
		if d.values == nil {
			d.values = map[string]string{}
		}
		d.values[path] = value
		return nil
	}
	return fmt.Errorf("%w: %q; weft job init --all writes a file with every field", ErrField, path)
}

// Has reports whether a field has a value.
func (d *Draft) Has(path string) bool { return d.values[path] != "" }

// text is the draft as TOML without comments.
func (d *Draft) text() string {
	var b strings.Builder
	for _, f := range spec.Fields() {
		if v, ok := d.values[f.Path]; ok {
			fmt.Fprintf(&b, "%s = %s\n", f.Path, v)
		}
	}
	return b.String()
}

// Bind fills in the digest of the step program. Without a dataset there is
// nothing to bind yet; it then reports false.
func (d *Draft) Bind() (bool, error) {
	if !d.Has("data.dataset.digest") {
		return false, d.checkWithoutData()
	}
	s, err := spec.ParseTOML(strings.NewReader(d.text()))
	if err == nil {
		err = program.Bind(s)
	}
	if err != nil {
		return false, err
	}
	return true, d.Set("program_digest", fmt.Sprintf("%x", s.ProgramDigest))
}

// checkWithoutData checks all that does not depend on the dataset.
func (d *Draft) checkWithoutData() error {
	_, err := d.standIn()
	return err
}

// standIn is the draft with a dataset that fits it.
func (d *Draft) standIn() (*spec.Spec, error) {
	with := Draft{values: map[string]string{}}
	maps.Copy(with.values, d.values)
	with.values["data.dataset.digest"] = `"` + strings.Repeat("0", 2*spec.DigestBytes) + `"`
	if !d.Has("data.token_width") {
		with.values["data.token_width"] = "4"
	}
	with.values["data.dataset.size"] = fmt.Sprint(uint64(1) << 40)
	return spec.ParseTOML(strings.NewReader(with.text()))
}

// Write is the file that people edit: the fields that have a value, with their
// meaning, and those that must be given. With all, it is every field.
func (d *Draft) Write(all bool) ([]byte, error) {
	if all {
		return d.writeAll()
	}
	var b bytes.Buffer
	fmt.Fprint(&b, "# The specification of a job. Everything that is not here has its default:\n",
		"# \"weft job init --all\" writes every field, with its range and default.\n",
		"# Next: weft job check, then weft job submit.\n")
	table := ""
	for _, f := range spec.Fields() {
		value, set := d.values[f.Path]
		if !set && (f.Default != "" || !needed[f.Path]) {
			continue
		}
		name, key, nested := strings.Cut(f.Path, ".")
		switch {
		case !nested:
			key = name
		case name != table:
			table = name
			fmt.Fprintf(&b, "\n[%s]\n", name)
		}
		if f.Path == "program_digest" {
			continue // it comes before the tables
		}
		fmt.Fprintf(&b, "# %s.\n", strings.ReplaceAll(f.About, "`", ""))
		if set {
			fmt.Fprintf(&b, "%s = %s\n", key, value)
		} else {
			fmt.Fprintf(&b, "#%s = ...  # required: %s\n", key, strings.ReplaceAll(f.Allowed, "`", ""))
		}
	}
	return d.head(b.Bytes()), nil
}

// needed are the fields that a file shows even while they lack a value.
var needed = map[string]bool{"data.dataset.digest": true, "data.dataset.size": true, "data.token_width": true}

// head puts the digest before the first table, where TOML wants it.
func (d *Draft) head(text []byte) []byte {
	digest, ok := d.values["program_digest"]
	if !ok {
		return text
	}
	const about = "\n# Digest of the step program that the fields below stand for. After a change of\n" +
		"# them delete this line: weft job submit fills it in.\nprogram_digest = "
	at := bytes.Index(text, []byte("\n["))
	return bytes.Join([][]byte{text[:at], []byte(about + digest + "\n"), text[at:]}, nil)
}

func (d *Draft) writeAll() ([]byte, error) {
	if d.Has("data.dataset.digest") {
		s, err := spec.ParseTOML(strings.NewReader(d.text()))
		if err != nil {
			return nil, err
		}
		return spec.Template(s), nil
	}
	s, err := d.standIn()
	if err != nil {
		return nil, err
	}
	s.Data.Dataset, s.Data.Tokens = spec.ContentID{}, 0
	if !d.Has("data.token_width") {
		s.Data.TokenWidth = 0
	}
	return spec.Template(s), nil
}

// ReadSpec reads a file and fills in the program digest if it has none.
func ReadSpec(path string) (_ *spec.Spec, bound bool, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("specification: %w; weft job init writes one", err)
	}
	s, err := spec.ParseTOML(bytes.NewReader(text))
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	if bound = len(s.ProgramDigest) == 0; bound {
		err = program.Bind(s)
	} else if _, err = program.Build(s); errors.Is(err, program.ErrDigest) {
		err = fmt.Errorf("%w; or, if the file was edited since, delete its line program_digest", err)
	}
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", path, err)
	}
	return s, bound, nil
}
