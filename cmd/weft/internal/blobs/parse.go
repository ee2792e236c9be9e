// SPDX-License-Identifier: Apache-2.0

package blobs

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
)

// ParseRange reads OFFSET:LENGTH.
func ParseRange(text string) (commit.Range, error) {
	from, n, ok := strings.Cut(text, ":")
	offset, err := strconv.ParseUint(from, 10, 64)
	length, err2 := strconv.ParseUint(n, 10, 64)
	if !ok || err != nil || err2 != nil || length == 0 {
		return commit.Range{}, fmt.Errorf("the range is %q; allowed: OFFSET:LENGTH in bytes, such as 1048576:1024", text)
	}
	return commit.Range{Offset: offset, Length: length}, nil
}

// ParseRanges reads several, in the order in which they are given.
func ParseRanges(texts []string) ([]commit.Range, error) {
	var ranges []commit.Range
	for _, t := range texts {
		r, err := ParseRange(t)
		if err != nil {
			return nil, err
		}
		ranges = append(ranges, r)
	}
	return ranges, nil
}

// NewPin is a pin that ends with a height, or after some time, or both; with
// neither it does not end.
func NewPin(name string, height int64, lasts time.Duration, now time.Time) (blob.Pin, error) {
	p := blob.Pin{Name: name, Height: height}
	if lasts < 0 {
		return p, fmt.Errorf("the pin lasts %s; allowed: from 0s", lasts)
	}
	if lasts > 0 {
		p.Time = now.Add(lasts).UTC().Truncate(time.Second)
	}
	return p, p.Validate()
}

// PinText is a pin for people.
func PinText(p blob.Pin) string {
	text := p.Name
	if p.Height > 0 {
		text += fmt.Sprintf(" until height %d", p.Height)
	}
	if !p.Time.IsZero() {
		text += " until " + p.Time.UTC().Format(time.RFC3339)
	}
	return text
}
