// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cosmos/cosmos-sdk/client/input"
	"golang.org/x/crypto/bcrypt"
)

const givenBy = "--keyring-passphrase-file"

// passphrase is where the keyring reads its passphrase: the file that the
// options name, or the standard input.
func (p *program) passphrase() (io.Reader, error) {
	if p.PassphraseFile == "" {
		return p.input().Reader, nil
	}
	words, err := readPassphrase(givenBy, p.PassphraseFile, input.MinPassLength)
	if err != nil {
		return nil, err
	}
	if err := p.opensKeyring(words); err != nil {
		return nil, err
	}
	// The keyring asks a terminal whenever the standard input of the process is
	// one, whatever it is given to read; our own questions have kept theirs.
	p.input()
	if os.Stdin, err = os.Open(os.DevNull); err != nil {
		return nil, fmt.Errorf("%s: %w", givenBy, err)
	}
	// A keyring that is new asks twice.
	return bufio.NewReader(strings.NewReader(words + "\n" + words + "\n")), nil
}

// readPassphrase reads the one line of a file that only its owner may read, which
// an option names. It has at least so many characters.
func readPassphrase(option, path string, least int) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", wrongUse("%s: %w; name a file that holds the passphrase and nothing else", option, err)
	}
	info, err := f.Stat()
	if err != nil {
		return "", errors.Join(fmt.Errorf("%s: %w", option, err), f.Close())
	}
	if mode := info.Mode().Perm(); mode&readByOthers(path) != 0 {
		return "", errors.Join(
			wrongUse("%s %s has mode %#o and may be read by others; allowed: 0600 or 0400. If nobody has read it: chmod 600 %s",
				option, path, mode, path), f.Close())
	}
	const most = 4096
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("%s: %w", option, err)
	}
	words := strings.TrimRight(string(text), "\r\n")
	switch {
	case len(text) > most, strings.ContainsAny(words, "\r\n"):
		return "", wrongUse("%s %s is more than a line; allowed: one line of %d to %d characters", option, path, least, most)
	case len(words) < least:
		return "", wrongUse("%s %s: the passphrase has %d characters; allowed: at least %d", option, path, len(words), least)
	case strings.TrimSpace(words) != words:
		return "", wrongUse("%s %s: the passphrase begins or ends with a space, which the keyring leaves out; take it away", option, path)
	}
	return words, nil
}

// readByOthers are the bits that a file of a secret may not have. Those of the
// group of a systemd credential stand for its access list, which names the
// service's user alone.
func readByOthers(path string) fs.FileMode {
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && filepath.Dir(path) == filepath.Clean(dir) {
		return 0o007
	}
	return 0o077
}

// opensKeyring refuses a passphrase that is not the one of the file backend. A
// keyring that is not there yet takes any.
func (p *program) opensKeyring(words string) error {
	if p.KeyringBackend != "file" {
		return nil
	}
	dir := filepath.Join(p.Home, "keyring-file")
	hash, err := os.ReadFile(filepath.Join(dir, "keyhash"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := bcrypt.CompareHashAndPassword(hash, []byte(words)); err != nil {
		return wrongUse("%s %s does not hold the passphrase of the keyring in %s: %w", givenBy, p.PassphraseFile, dir, err)
	}
	return nil
}
