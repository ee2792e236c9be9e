// SPDX-License-Identifier: Apache-2.0

package promtest

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// scraped are the labels of every metric of a page.
type scraped map[string]map[string]bool

var (
	sample = regexp.MustCompile(`(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? \S+$`)
	label  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="`)
)

func scrape(page string) scraped {
	s := scraped{"up": {}}
	for _, m := range sample.FindAllStringSubmatch(page, -1) {
		if s[m[1]] == nil {
			s[m[1]] = map[string]bool{}
		}
		for _, l := range label.FindAllStringSubmatch(m[2], -1) {
			s[m[1]][l[1]] = true
		}
	}
	return s
}

// given are labels that Prometheus adds.
var given = []string{"instance", "job"}

// Faults are what the queries of a dashboard (.json) or of alerts (.yml) use that
// a page of metrics does not have. Files without a query are a fault.
func Faults(file, page string) (faults []string) {
	queries, err := read(file)
	if err != nil {
		return []string{err.Error()}
	}
	if len(queries) == 0 {
		return []string{file + " has no query"}
	}
	have := scrape(page)
	for _, q := range queries {
		for _, f := range have.faults(q) {
			faults = append(faults, file+": "+f)
		}
	}
	return faults
}

// query is one with the text that shows what it gives, which names labels.
type query struct{ expr, legend string }

var shown = regexp.MustCompile(`\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}`)

func (s scraped) faults(q query) (faults []string) {
	uses, labels, err := parse(q.expr)
	if err != nil {
		return []string{err.Error()}
	}
	if len(uses) == 0 {
		return []string{fmt.Sprintf("%q uses no metric", q.expr)}
	}
	all := map[string]bool{}
	for _, u := range uses {
		have, ok := s[u.metric]
		if !ok {
			faults = append(faults, fmt.Sprintf("%q: no metric %s", q.expr, u.metric))
			continue
		}
		for l := range have {
			all[l] = true
		}
		for _, l := range u.labels {
			if !have[l] && !slices.Contains(given, l) {
				faults = append(faults, fmt.Sprintf("%q: %s has no label %s", q.expr, u.metric, l))
			}
		}
	}
	for _, m := range shown.FindAllStringSubmatch(q.legend, -1) {
		labels = append(labels, m[1])
	}
	for _, l := range labels {
		if !all[l] && !slices.Contains(given, l) {
			faults = append(faults, fmt.Sprintf("%q: no label %s", q.expr, l))
		}
	}
	return faults
}

func read(file string) ([]query, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(file, ".json") {
		return dashboard(text)
	}
	return alerts(string(text)), nil
}

func dashboard(text []byte) (queries []query, err error) {
	var d struct {
		Panels []struct {
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	for _, p := range d.Panels {
		for _, t := range p.Targets {
			queries = append(queries, query{t.Expr, t.LegendFormat})
		}
	}
	return queries, nil
}

var rule = regexp.MustCompile(`(?ms)^ +expr: ([^\n]+)$.*?^ +summary: ([^\n]+)$`)

// alerts reads our own files, in which an expression and a summary are a line each.
func alerts(text string) (queries []query) {
	for _, m := range rule.FindAllStringSubmatch(text, -1) {
		queries = append(queries, query{m[1], m[2]})
	}
	return queries
}
