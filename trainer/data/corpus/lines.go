// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
)

// MaxLine is the length of the longest JSON line.
const MaxLine = 64 << 20

// lines is a file of JSON lines.
type lines struct {
	textFile
	field string
}

// Lines is a file with one JSON object a line, each a document: the string in
// Options.Field. Empty lines are passed over.
func Lines(name string, o Options) Source {
	if o.Field == "" {
		o.Field = "text"
	}
	return lines{textFile{name}, o.Field}
}

func (l lines) Documents(ctx context.Context) iter.Seq2[Document, error] {
	return func(out yield) {
		f, err := os.Open(l.path)
		if err != nil {
			out(Document{}, fmt.Errorf("%w: %w", ErrCorpus, err))
			return
		}
		defer f.Close()
		c, r := newCutter(out), bufio.NewReaderSize(f, 1<<16)
		for number := 1; ; number++ {
			name := l.path + ":" + strconv.Itoa(number)
			text, err := l.next(r)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				out(Document{}, fmt.Errorf("%w: %s: %w", ErrCorpus, name, err))
				return
			}
			if text != nil && !c.document(ctx, name, bytes.NewReader(text)) {
				return
			}
		}
	}
}

// next is the text of the next line, nil for an empty line.
func (l lines) next(r *bufio.Reader) ([]byte, error) {
	line, err := readLine(r)
	if err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)) {
		return nil, err
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return nil, nil
	}
	return l.text(line)
}

// readLine reads up to the end of a line; io.EOF comes with the last one.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > MaxLine:
			return nil, fmt.Errorf("a line of more than %d bytes; split its text over several lines", MaxLine)
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}

func (l lines) text(line []byte) ([]byte, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(line, &object); err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	raw, ok := object[l.field]
	if !ok {
		return nil, fmt.Errorf("no field %q; name the field that holds the text", l.field)
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return nil, fmt.Errorf("field %q is %.20s, want a string", l.field, raw)
	}
	return []byte(*text), nil
}
