// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/rogpeppe/go-internal/testscript"
)

// spoken is how many words of a mnemonic in sequence are a leak: texts have two
// of them next to each other by chance, but not four.
const spoken = 4

// secrets are what a script must not find anywhere: the name of each, and whether
// a text has it.
type secrets map[string]func(text []byte) bool

var secretsOf sync.Map

func secretsOfScript(ts *testscript.TestScript) secrets {
	found, _ := secretsOf.LoadOrStore(ts, secrets{})
	s, ok := found.(secrets)
	if !ok {
		ts.Fatalf("no secrets")
	}
	return s
}

// rememberSecret remembers what is secret of a file: secret KIND FILE. The kinds
// are line, its text; vrf, its digits; peer, the key of a content store; and key,
// the JSON of weft key add.
func rememberSecret(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: secret line|vrf|peer|key FILE")
	}
	s, text, file := secretsOfScript(ts), []byte(ts.ReadFile(args[1])), args[1]
	switch args[0] {
	case "line":
		s["the line of "+file] = formsOf(bytes.TrimSpace(text))
	case "vrf":
		seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
		ts.Check(err)
		s["the VRF key of "+file] = formsOf(seed)
	case "peer":
		const head = 4 // of the protobuf message: the kind of key, and the length of what follows
		if len(text) != head+ed25519.PrivateKeySize {
			ts.Fatalf("%s has %d bytes, not those of an Ed25519 key", file, len(text))
		}
		s["the peer key of "+file] = formsOf(text[head:][:ed25519.SeedSize]) // what follows is public
	case "key":
		var line keyLine
		ts.Check(json.Unmarshal(text, &line))
		key, err := hd.Secp256k1.Derive()(line.Mnemonic, keyring.DefaultBIP39Passphrase, sdk.FullFundraiserPath)
		ts.Check(err)
		s["the key of "+file] = formsOf(key)
		s["the words of "+file] = wordsInSequence(strings.Fields(line.Mnemonic))
	default:
		ts.Fatalf("no kind of secret: %s", args[0])
	}
}

// formsOf finds bytes in the ways in which programs write them: as they are, in
// hexadecimal digits, in base64, and as Go and JSON show a list of numbers.
func formsOf(secret []byte) func([]byte) bool {
	numbers := strings.Trim(fmt.Sprintf("%d", secret), "[]")
	forms := [][]byte{secret}
	for _, form := range []string{
		hex.EncodeToString(secret), strings.ToUpper(hex.EncodeToString(secret)),
		base64.RawStdEncoding.EncodeToString(secret), base64.RawURLEncoding.EncodeToString(secret),
		numbers, strings.ReplaceAll(numbers, " ", ","), strings.ReplaceAll(numbers, " ", ", "),
	} {
		forms = append(forms, []byte(form))
	}
	return func(text []byte) bool {
		return slices.ContainsFunc(forms, func(form []byte) bool { return bytes.Contains(text, form) })
	}
}

// wordsInSequence finds any four words of a mnemonic, whatever stands between.
func wordsInSequence(words []string) func([]byte) bool {
	var runs []string
	for i := range len(words) - spoken + 1 {
		runs = append(runs, strings.Join(words[i:i+spoken], "[^a-z]+"))
	}
	return regexp.MustCompile(`\b(?:` + strings.Join(runs, "|") + `)\b`).Match
}

// untold wants no secret in files and all that folders hold: untold PATH...
// [but PATH...]. What follows but is left out, and must be there. With ! it wants
// a secret in each path.
func untold(ts *testscript.TestScript, neg bool, args []string) {
	paths, but := args, []string(nil)
	if i := slices.Index(args, "but"); i >= 0 {
		paths, but = args[:i], args[i+1:]
	}
	s := secretsOfScript(ts)
	if len(paths) == 0 || len(s) == 0 {
		ts.Fatalf("usage: untold PATH... [but PATH...], after: secret KIND FILE")
	}
	for i, name := range but {
		but[i] = ts.MkAbs(name)
		_, err := os.Stat(but[i])
		ts.Check(err)
	}
	for _, name := range paths {
		told, err := s.foundIn(ts.MkAbs(name), but)
		ts.Check(err)
		switch {
		case neg && told == nil:
			ts.Fatalf("%s has no secret", name)
		case !neg && told != nil:
			ts.Fatalf("%s", strings.Join(told, "\n"))
		}
	}
}

// foundIn says which secrets a file has, or the files of a folder.
func (s secrets) foundIn(root string, but []string) (told []string, _ error) {
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case slices.Contains(but, path) && d.IsDir():
			return fs.SkipDir
		case slices.Contains(but, path), !d.Type().IsRegular():
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		for what, has := range s {
			if has(text) {
				told = append(told, path+" has "+what)
			}
		}
		return err
	})
	if err == nil && files == 0 {
		err = fmt.Errorf("%s has no files to look at", root)
	}
	return told, err
}
