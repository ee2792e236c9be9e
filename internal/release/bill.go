// SPDX-License-Identifier: Apache-2.0

package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"runtime/debug"
	"strings"
	"time"
)

// The parts of CycloneDX 1.5 that a Go program fills.
type (
	document struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Timestamp string    `json:"timestamp"`
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version"`
		PURL       string     `json:"purl"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref string   `json:"ref"`
		On  []string `json:"dependsOn"`
	}
)

// bill writes which modules a program is made of, as the linker noted them in
// it.
func bill(w io.Writer, program, version string, when time.Time) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return fmt.Errorf("%w; name a program that Go has built", err)
	}
	digest, err := sum(program)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(describe(info, digest, version, when))
}

// describe is the bill of a program. Modules that took another's place stand
// for it.
func describe(info *debug.BuildInfo, digest, version string, when time.Time) document {
	main := of(&info.Main)
	main.Type, main.Name, main.Hashes = "application", path.Base(info.Path), []hash{{"SHA-256", digest}}
	main.Version = version // which -trimpath leaves out of the program's notes
	main.PURL = purl(info.Main.Path, main.Version) + "#" + strings.TrimPrefix(info.Path, info.Main.Path+"/")
	main.Ref = main.PURL
	for _, s := range info.Settings {
		if s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "CGO_ENABLED" {
			main.Properties = append(main.Properties, property{"go:" + s.Key, s.Value})
		}
	}
	d := document{
		Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: metadata{when.Format(time.RFC3339), main}, Components: []component{},
	}
	d.Components = append(d.Components, of(&debug.Module{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}))
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		d.Components = append(d.Components, of(m))
	}
	on := dependency{main.Ref, []string{}}
	for _, c := range d.Components {
		on.On = append(on.On, c.Ref)
	}
	d.Dependencies = []dependency{on}
	return d
}

// of is a module as a component. Its sum is that of go.sum.
func of(m *debug.Module) component {
	c := component{Type: "library", Name: m.Path, Version: m.Version, PURL: purl(m.Path, m.Version)}
	if c.Ref = c.PURL; m.Sum != "" {
		c.Properties = []property{{"go:sum", m.Sum}}
	}
	return c
}

func purl(module, version string) string { return "pkg:golang/" + module + "@" + version }
