// SPDX-License-Identifier: Apache-2.0

package promtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// use is a metric in a query, with the labels that are matched.
type use struct {
	metric string
	labels []string
}

var (
	token    = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9][0-9.]*(?:e[0-9]+)?|==|!=|<=|>=|=~|!~|[-+*/%^<>=(){},]|\S`)
	word     = regexp.MustCompile(`^[a-zA-Z_:]`)
	matching = []string{"by", "without", "on", "ignoring", "group_left", "group_right"}
	calls    = []string{"(", "by", "without"} // what follows the name of a function
	keywords = []string{"and", "or", "unless", "bool", "offset"}
)

// parse returns the metrics and labels that a query uses. It knows the part of
// the language that dashboards use; what it does not know is an error.
func parse(query string) (uses []use, labels []string, err error) {
	tokens := token.FindAllString(query, -1)
	next := func(i int) string {
		if i+1 < len(tokens) {
			return tokens[i+1]
		}
		return ""
	}
	var open []string
	for i := 0; i < len(tokens); i++ {
		switch t := tokens[i]; {
		case slices.Contains(matching, t):
			if next(i) != "(" {
				return nil, nil, fmt.Errorf("%q: %s without labels in parentheses", query, t)
			}
			for i += 2; i < len(tokens) && tokens[i] != ")"; i++ {
				if word.MatchString(tokens[i]) {
					labels = append(labels, tokens[i])
				}
			}
		case slices.Contains(keywords, t), word.MatchString(t) && slices.Contains(calls, next(i)):
		case word.MatchString(t):
			u := use{metric: t}
			if next(i) == "{" {
				for i += 2; i < len(tokens) && tokens[i] != "}"; i++ {
					if word.MatchString(tokens[i]) {
						u.labels = append(u.labels, tokens[i])
					}
				}
			}
			uses = append(uses, u)
		case t == "(":
			open = append(open, t)
		case t == ")":
			if len(open) == 0 {
				return nil, nil, fmt.Errorf("%q: a parenthesis is closed that is not open", query)
			}
			open = open[1:]
		case strings.HasPrefix(t, `"`) || len(t) == 1 && !strings.Contains(`-+*/%^<>,0123456789`, t):
			return nil, nil, fmt.Errorf("%q: %s is not understood", query, t)
		}
	}
	if len(open) > 0 {
		return nil, nil, fmt.Errorf("%q: a parenthesis is not closed", query)
	}
	return uses, labels, nil
}
