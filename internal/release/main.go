// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

var errUsage = errors.New("usage: release pack FOLDER FILE | release bill PROGRAM VERSION FILE | release sums FOLDER")

func run(args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	switch verb, args := args[0], args[1:]; {
	case verb == "pack" && len(args) == 2:
		when, err := epoch()
		if err != nil {
			return err
		}
		return create(args[1], func(w io.Writer) error { return pack(w, args[0], when) })
	case verb == "bill" && len(args) == 3:
		when, err := epoch()
		if err != nil {
			return err
		}
		return create(args[2], func(w io.Writer) error { return bill(w, args[0], args[1], when) })
	case verb == "sums" && len(args) == 1:
		return create(filepath.Join(args[0], sumsName), func(w io.Writer) error { return sums(w, args[0]) })
	}
	return errUsage
}

// epoch is the date of everything in a release.
func epoch() (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q; allowed: seconds since 1970, such as git log -1 --format=%%ct prints", text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

func create(path string, write func(io.Writer) error) error {
	f, err := os.Create(path) //nolint:gosec // the one who runs it names its files
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
