// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const sumsName = "SHA256SUMS"

// sums writes the digests of the files of a folder, as sha256sum does.
func sums(w io.Writer, dir string) error {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || e.Name() == sumsName {
			continue
		}
		digest, err := sum(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s  %s\n", digest, e.Name()); err != nil {
			return err
		}
	}
	return nil
}

// sum is the SHA-256 of a file.
func sum(path string) (string, error) {
	f, err := os.Open(path) //nolint:gosec // the one who runs it names its files
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return fmt.Sprintf("%x", h.Sum(nil)), errors.Join(err, f.Close())
}
