// SPDX-License-Identifier: Apache-2.0

package corpus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrNoGoTree is a machine without a Go installation to read.
var ErrNoGoTree = errors.New("no Go source tree found")

// GoTree is the root of the Go installation: text that is on most machines
// where this program was built. It looks at GOROOT, asks the go command, then
// looks at the usual places.
func GoTree() (string, error) {
	if root := os.Getenv("GOROOT"); isGoTree(root) {
		return root, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output(); err == nil {
		if root := strings.TrimSpace(string(out)); isGoTree(root) {
			return root, nil
		}
	}
	return findGoTree(usualPlaces())
}

func usualPlaces() []string {
	places := []string{
		"/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/usr/share/go", "/snap/go/current",
		"/usr/local/opt/go/libexec", filepath.Join("/", "opt", "homebrew", "opt", "go", "libexec"), `C:\Program Files\Go`, `C:\Go`,
	}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, filepath.Join(home, "go"), filepath.Join(home, "sdk", "go"), filepath.Join(home, ".local", "go"))
	}
	return places
}

func findGoTree(places []string) (string, error) {
	for _, root := range places {
		if isGoTree(root) {
			return root, nil
		}
	}
	return "", fmt.Errorf("%w: neither GOROOT, nor the go command, nor the usual places have one; name a text with --data PATH", ErrNoGoTree)
}

// isGoTree reports a folder that holds the standard library.
func isGoTree(root string) bool {
	if root == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(root, "src", "fmt", "print.go")) //nolint:gosec // the user's own GOROOT
	return err == nil && info.Mode().IsRegular()
}

// OpenGoTree is the Go code of the Go installation, or what Options.Include
// names of it.
func OpenGoTree(o Options) (Source, error) {
	root, err := GoTree()
	if err != nil {
		return nil, err
	}
	if len(o.Include) == 0 {
		o.Include = []string{"*.go"}
	}
	return Folder(filepath.Join(root, "src"), o)
}
