// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	rule "github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/verifier/beacon"
)

// What drand's servers answered about round 1000 of quicknet.
const (
	quicknetKey = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
		"0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
	round1000 = `{"round":1000,"randomness":"fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",` +
		`"signature":"b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"}`
)

func serve(t *testing.T, answer http.HandlerFunc) *beacon.HTTP {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	h, err := beacon.NewHTTP(s.URL+"/52db9ba7", s.Client())
	require.NoError(t, err)
	return h
}

func TestHTTP(t *testing.T) {
	h := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/52db9ba7/public/1000" {
			http.NotFound(w, r)
			return
		}
		write(t, w, round1000)
	})
	signature, err := h.Round(t.Context(), 1000)
	require.NoError(t, err)
	b, err := hex.DecodeString(quicknetKey)
	require.NoError(t, err)
	key, err := rule.ParseKey(b)
	require.NoError(t, err)
	require.NoError(t, key.Verify(1000, signature))
	_, err = h.Round(t.Context(), 1001)
	require.ErrorIs(t, err, beacon.ErrSource)
	require.NotContains(t, h.String(), "52db9ba7")
}

func TestHTTPFaults(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"too early":         func(w http.ResponseWriter, _ *http.Request) { http.Error(w, round1000, http.StatusTooEarly) },
		"another round":     text(t, `{"round":999,"signature":"00"}`),
		"no JSON":           text(t, "<html>"),
		"no hexadecimal":    text(t, `{"round":1000,"signature":"xyz"}`),
		"an endless answer": func(w http.ResponseWriter, _ *http.Request) { endless(w) },
		"a broken answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			write(t, w, round1000) // the connection is closed early
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := serve(t, answer).Round(t.Context(), 1000)
			require.ErrorIs(t, err, beacon.ErrSource)
		})
	}
	h, err := beacon.NewHTTP("http://127.0.0.1:1/x", nil)
	require.NoError(t, err)
	_, err = h.Round(t.Context(), 1)
	require.ErrorIs(t, err, beacon.ErrSource)
}

func text(t *testing.T, s string) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, _ *http.Request) { write(t, w, s) }
}

func write(t *testing.T, w io.Writer, s string) {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Log(err)
	}
}

// endless writes until nobody reads.
func endless(w io.Writer) {
	chunk := strings.Repeat(" ", 1<<16)
	for {
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "example.org/chain", "ftp://example.org/chain", "https://", "https://example.org/chain?x=1", "https://example.org/#x", "%"} {
		_, err := beacon.NewHTTP(bad, nil)
		require.ErrorIs(t, err, beacon.ErrConfig, bad)
	}
	list, err := beacon.Sources([]string{"https://a.example.org/chain", "http://b.example.org:8080/chain/"})
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "b.example.org:8080", fmt.Sprint(list[1]))
	_, err = beacon.Sources([]string{"https://a.example.org/chain", "b"})
	require.ErrorIs(t, err, beacon.ErrConfig)
}

func TestLocal(t *testing.T) {
	k := local.New([]byte("seed"))
	signature, err := beacon.Local{Key: k}.Round(t.Context(), 7)
	require.NoError(t, err)
	key, err := rule.ParseKey(k.Public())
	require.NoError(t, err)
	require.NoError(t, key.Verify(7, signature))
}

func TestConfig(t *testing.T) {
	_, err := beacon.New(beacon.Config{Sources: []beacon.Source{beacon.Local{}}})
	require.ErrorIs(t, err, beacon.ErrConfig)
}
