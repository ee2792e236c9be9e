// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ErrKey is a VRF key that cannot be used as it is.
var ErrKey = errors.New("vrf key")

// keyName is the file of the VRF key: 64 hexadecimal digits and a newline, so
// that it can be kept on paper.
const (
	keyName = "vrf.key"
	keySize = 2*ed25519.SeedSize + 1
)

// readKey reads the VRF key of a file, errors.Is fs.ErrNotExist if there is none.
func readKey(path string) (ed25519.PrivateKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%w: %s has mode %04o and may be read by others; allowed: 0600. If nobody has read it: chmod 600 %s; "+
			"else move it away and give --replace-vrf-key", ErrKey, path, mode, path)
	}
	text, err := io.ReadAll(io.LimitReader(f, keySize+1))
	if err != nil {
		return nil, err
	}
	if len(text) != keySize || text[keySize-1] != '\n' {
		return nil, fmt.Errorf("%w: %s has %d bytes; allowed: %d, which are %d hexadecimal digits and a newline; restore it from its backup, "+
			"or move it away and give --replace-vrf-key", ErrKey, path, info.Size(), keySize, keySize-1)
	}
	seed, err := hex.DecodeString(string(text[:keySize-1]))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w; restore it from its backup, or move it away and give --replace-vrf-key", ErrKey, path, err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// makeKey makes a VRF key and its file, of which there is none. It is on disk,
// whatever happens, when makeKey returns: only then may anybody be told of it.
func makeKey(path string) (_ ed25519.PrivateKey, err error) {
	_, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, keyName+".*") // with mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(hex.AppendEncode(nil, secret.Seed()), '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return nil, err
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return secret, errors.Join(d.Sync(), d.Close())
}

// openKey is the key of a folder. One is made if there is none, unless the
// record names a key already: then a file was lost, or this is another machine.
func openKey(path string, named []byte, replace bool) (ed25519.PrivateKey, error) {
	key, err := readKey(path)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return key, err
	case len(named) > 0 && !replace:
		return nil, fmt.Errorf("%w: the provider's record names the key %x, and %s does not exist; restore it from its backup, or give --replace-vrf-key "+
			"for a new one: audits of rounds that are open already are lost then", ErrKey, named, path)
	}
	return makeKey(path)
}
