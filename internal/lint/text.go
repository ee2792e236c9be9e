// SPDX-License-Identifier: Apache-2.0

package lint

import (
	"regexp"
	"strings"
)

// The patterns below are written so that they do not match themselves: a
// character class or a backslash stands inside each word.

// marker finds words that put work off.
var marker = regexp.MustCompile(`\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b`)

// machinePaths are folders of somebody's machine.
var machinePaths = regexp.MustCompile(`(?:^|[\s"'` + "`" + `(=:,])(/(?:work|home|root|Users|tmp|mnt|opt|private)/[\w.-]*)`)

// registries are hosts that packages come from. Which one serves is a setting
// of the machine, not of the project.
var registries = regexp.MustCompile(`\b(?:proxy\.golang\.org|sum\.golang\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|ghcr\.io|docker\.io|gcr\.io|quay\.io|pypi\.org|crates\.io|deb\.debian\.org|security\.debian\.org|archive\.ubuntu\.com)\b`)

// markers finds work that was put off in committed text: do it, or open an
// issue.
func markers(repo *Repo) []Finding {
	return eachLine(repo, "markers", func(file *File, line string) string {
		if file.IsGenerated() || file.Path == "LICENSE" {
			return ""
		}
		if m := marker.FindString(line); m != "" {
			return m + ": finish it, or describe what is missing as a fact"
		}
		return ""
	})
}

// machines finds absolute paths and registries: a checkout works anywhere.
func machines(repo *Repo) []Finding {
	return eachLine(repo, "machine", func(file *File, line string) string {
		if m := machinePaths.FindStringSubmatch(line); m != nil {
			return "absolute path " + m[1] + ": use a path from the root of the repository, or mktemp"
		}
		if m := registries.FindString(line); m != "" {
			hint := "leave it to the package manager's own configuration"
			if strings.HasSuffix(file.Path, "package-lock.json") {
				hint = "set omit-lockfile-registry-resolved=true in .npmrc and lock again"
			}
			return "registry " + m + ": " + hint
		}
		return ""
	})
}

// A synonym is a word that the design does not use and the one that it does.
type synonym struct {
	pattern *regexp.Regexp
	use     string
}

var synonyms = []synonym{
	{regexp.MustCompile(`(?i)\bmin[e]rs?\b`), "trainer (or validator)"},
	{regexp.MustCompile(`(?i)\bmin[i]ng\b`), "training"},
	{regexp.MustCompile(`(?i)\bfraud[ -]?pro[o]fs?\b`), "challenge, dispute or move"},
	{regexp.MustCompile(`(?i)\bpseudo-?grad[i]ents?\b`), "delta"},
	{regexp.MustCompile(`(?i)\barbit(?:[e]r|rat[o]r)s?\b`), "referee"},
	{regexp.MustCompile(`(?i)\bwatcht[o]wers?\b`), "verifier"},
	{regexp.MustCompile(`(?i)\b(?:training|compute) t[a]sks?\b`), "job"},
	{regexp.MustCompile(`(?i)\b(?:compute|worker) n[o]des?\b`), "trainer or provider"},
	{regexp.MustCompile(`(?i)\bt[a]sk (?:owner|creator|poster)s?\b`), "submitter"},
	{regexp.MustCompile(`(?i)\bjob (?:owner|creator|poster)s?\b`), "submitter"},
	{regexp.MustCompile(`(?i)\bstak[e]rs?\b`), "provider (or delegator of a validator)"},
}

// words keeps to the words of the design: one thing has one name.
func words(repo *Repo) []Finding {
	return eachLine(repo, "words", func(file *File, line string) string {
		if file.IsGenerated() || file.Path == "LICENSE" || file.Path == "NOTICE" {
			return ""
		}
		for _, s := range synonyms {
			if m := s.pattern.FindString(line); m != "" {
				return "say " + s.use + ", not " + m
			}
		}
		return ""
	})
}

// eachLine reports the lines for which fault gives a text.
func eachLine(repo *Repo, rule string, fault func(file *File, line string) string) []Finding {
	var findings []Finding
	for _, file := range repo.Files {
		number := 0
		for line := range strings.Lines(file.Text) {
			number++
			if text := fault(file, line); text != "" {
				findings = append(findings, Finding{file.Path, number, rule, text})
			}
		}
	}
	return findings
}
