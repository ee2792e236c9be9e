// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// buffered is a standard input with one buffer: what one reader looks ahead is
// not lost to the next.
type buffered struct {
	*bufio.Reader
	terminal bool
	fd       int // of the terminal
}

// input is the standard input.
func (p *program) input() buffered {
	in, ok := p.in.(buffered)
	if !ok {
		in = buffered{Reader: bufio.NewReader(p.in)}
		if f, ok := p.in.(*os.File); ok {
			in.fd = int(f.Fd())
			in.terminal = term.IsTerminal(in.fd)
		}
		p.in = in
	}
	return in
}

// secret reads a line that nobody should see: hidden on a terminal, else from
// the standard input.
func (p *program) secret(what string) (string, error) {
	in := p.input()
	if !in.terminal {
		line, err := in.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", wrongUse("no %s: %w; it is read from the standard input", what, err)
		}
		return line, nil
	}
	if _, err := fmt.Fprintf(p.err, "%s: ", what); err != nil {
		return "", err
	}
	text, err := term.ReadPassword(in.fd)
	if _, e := fmt.Fprintln(p.err); err == nil {
		err = e
	}
	return string(text), err
}
