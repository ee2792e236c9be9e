// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// units are the services, by file name.
func units(t *testing.T) map[string]string {
	t.Helper()
	found, err := filepath.Glob("../../contrib/systemd/*.service")
	require.NoError(t, err)
	require.Len(t, found, 4)
	texts := map[string]string{}
	for _, path := range found {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		texts[filepath.Base(path)] = string(text)
	}
	return texts
}

// TestUnits: every service starts again after a failure, may touch nothing of the
// machine, and is given its secret as a file, never in its command line or its
// environment, which others can read.
func TestUnits(t *testing.T) {
	secret := regexp.MustCompile(`(?im)^(ExecStart|Environment)=.*(passphrase|mnemonic|secret).*`)
	for name, text := range units(t) {
		for _, line := range []string{
			"Restart=on-failure", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes",
			"CapabilityBoundingSet=", "RestrictNamespaces=yes", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service", "UMask=0077",
			"KillSignal=SIGINT", "StartLimitIntervalSec=0", "WantedBy=multi-user.target",
		} {
			require.Contains(t, text, "\n"+line+"\n", name)
		}
		require.NotRegexp(t, `(?m)^User=(root)?$`, text, name)
		found := secret.FindAllString(text, -1)
		if strings.HasPrefix(name, "weft-") {
			require.Equal(t, []string{"Environment=WEFT_KEYRING_PASSPHRASE_FILE=%d/keyring-passphrase"}, found, "%s: a path, and no secret", name)
			require.Contains(t, text, "\nLoadCredential=keyring-passphrase:/etc/weft/keyring-passphrase\n", name)
		} else {
			require.Empty(t, found, name)
		}
	}
}

// TestSystemd: systemd understands every line, where it is.
func TestSystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze")
	}
	// It wants programs, users and pages that are here.
	here := strings.NewReplacer("/usr/local/bin/weftd", "/bin/true", "/usr/local/bin/weft", "/bin/true", "/usr/local/bin/cosmovisor", "/bin/true",
		"User=weftd", "User=root", "User=weft", "User=root", "Group=weftd", "Group=root", "Group=weft", "Group=root", "Documentation=man:", "#")
	dir := t.TempDir()
	verify := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(here.Replace(text)), 0o600))
		said, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", path).CombinedOutput()
		if err != nil {
			return string(said) + err.Error()
		}
		return string(said)
	}
	for name, text := range units(t) {
		require.Empty(t, verify(name, text), name)
	}
	require.Contains(t, verify("broken.service", "[Service]\nExecStart=/bin/true\nProtectHom=yes\n"), "ProtectHom")
}
