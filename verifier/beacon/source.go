// SPDX-License-Identifier: Apache-2.0

package beacon

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/weft-network/weft/chain/beacon/local"
)

// Source knows rounds of a beacon. It need not be honest: what it says is verified.
type Source interface {
	// Round returns the signature of round n, in the beacon's own count. It is for any number of goroutines.
	Round(ctx context.Context, n uint64) (signature []byte, err error)
}

// Local is a source of a network on one machine: it has the secret itself.
type Local struct{ Key *local.Key }

// Round implements Source.
func (l Local) Round(_ context.Context, n uint64) ([]byte, error) { return l.Key.Sign(n) }

const (
	// maxBody bounds an answer over HTTP; one of drand's has some 300 bytes.
	maxBody = 4 << 10
	// httpTimeout bounds a request.
	httpTimeout = 10 * time.Second
)

// HTTP asks a server of drand's HTTP interface.
type HTTP struct {
	base   *url.URL
	client *http.Client
}

// NewHTTP returns a source. The base is the address of a beacon at a server, up to where /public begins, such as
// https://example.org/52db9ba7...; without a client it has one of its own.
func NewHTTP(base string, c *http.Client) (*HTTP, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("%w: address of a beacon %q: %w", ErrConfig, base, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%w: address of a beacon %q; write https://HOST/CHAIN", ErrConfig, base)
	}
	if c == nil {
		c = &http.Client{Timeout: httpTimeout}
	}
	return &HTTP{base: u, client: c}, nil
}

// Sources are the HTTP sources of a list of addresses.
func Sources(bases []string) ([]Source, error) {
	var out []Source
	for _, base := range bases {
		s, err := NewHTTP(base, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// String is the host that is asked, without what else the address may hold.
func (h *HTTP) String() string { return h.base.Host }

// Round implements Source.
func (h *HTTP) Round(ctx context.Context, n uint64) (_ []byte, err error) {
	address := h.base.JoinPath("public", strconv.FormatUint(n, 10))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSource, err)
	}
	res, err := h.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSource, err)
	}
	defer func() { _ = res.Body.Close() }() // it was read as far as it is wanted
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: round %d: %s", ErrSource, n, res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: round %d: %w", ErrSource, n, err)
	case len(body) > maxBody:
		return nil, fmt.Errorf("%w: round %d: more than %d bytes", ErrSource, n, maxBody)
	}
	return readRound(body, n)
}

// readRound reads the answer about round n, in JSON: its number, its signature in hexadecimal, and what does not matter here.
func readRound(body []byte, n uint64) ([]byte, error) {
	var answer struct {
		Round     uint64 `json:"round"`
		Signature string `json:"signature"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("%w: round %d: %w", ErrSource, n, err)
	}
	if answer.Round != n {
		return nil, fmt.Errorf("%w: round %d: the answer is about round %d", ErrSource, n, answer.Round)
	}
	signature, err := hex.DecodeString(answer.Signature)
	if err != nil {
		return nil, fmt.Errorf("%w: round %d: signature: %w", ErrSource, n, err)
	}
	return signature, nil
}
