// SPDX-License-Identifier: Apache-2.0

package ipfs

import (
	"context"
	"net"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/net/upgrader"
	"golang.org/x/time/rate"
)

// portion is how many bytes wait for their turn at once.
const portion = 16 << 10

// throttle is the budget of all connections, each way. A nil limiter has no
// limit.
type throttle struct{ up, down *rate.Limiter }

func newThrottle(up, down int) throttle { return throttle{up: limiter(up), down: limiter(down)} }

func limiter(bytesPerSecond int) *rate.Limiter {
	if bytesPerSecond == 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(bytesPerSecond), portion)
}

func wait(ctx context.Context, l *rate.Limiter, n int) error {
	for l != nil && n > 0 {
		k := min(n, portion)
		if err := l.WaitN(ctx, k); err != nil {
			return err
		}
		n -= k
	}
	return nil
}

// conn is a connection within a budget.
type conn struct {
	net.Conn
	t throttle
}

func (c conn) Write(b []byte) (int, error) { return throttledWrite(c.t, c.Conn, b) }

func (c conn) Read(b []byte) (int, error) { return throttledRead(c.t, c.Conn, b) }

func throttledWrite(t throttle, c net.Conn, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		k := min(len(b)-n, portion)
		if err = wait(context.Background(), t.up, k); err == nil {
			k, err = c.Write(b[n : n+k])
			n += k
		}
	}
	return n, err
}

// throttledRead pays for what it has read, and so slows the sender down.
func throttledRead(t throttle, c net.Conn, b []byte) (int, error) {
	if t.down != nil && len(b) > portion {
		b = b[:portion]
	}
	n, err := c.Read(b)
	if werr := wait(context.Background(), t.down, n); err == nil {
		err = werr
	}
	return n, err
}

// security wraps a security transport, so that every connection of the host is
// within the budget.
type security struct {
	sec.SecureTransport
	t throttle
}

type secureConn struct {
	sec.SecureConn
	t throttle
}

func (c secureConn) Write(b []byte) (int, error) { return throttledWrite(c.t, c.SecureConn, b) }

func (c secureConn) Read(b []byte) (int, error) { return throttledRead(c.t, c.SecureConn, b) }

func (s security) SecureInbound(ctx context.Context, c net.Conn, p peer.ID) (sec.SecureConn, error) {
	out, err := s.SecureTransport.SecureInbound(ctx, c, p)
	if err != nil {
		return nil, err
	}
	return secureConn{out, s.t}, nil
}

func (s security) SecureOutbound(ctx context.Context, c net.Conn, p peer.ID) (sec.SecureConn, error) {
	out, err := s.SecureTransport.SecureOutbound(ctx, c, p)
	if err != nil {
		return nil, err
	}
	return secureConn{out, s.t}, nil
}

type newSecurity[T sec.SecureTransport] func(protocol.ID, crypto.PrivKey, []upgrader.StreamMuxer) (T, error)

// within is the constructor of a security transport within a budget.
func within[T sec.SecureTransport](t throttle, open newSecurity[T]) func(protocol.ID, crypto.PrivKey, []upgrader.StreamMuxer) (sec.SecureTransport, error) {
	return func(id protocol.ID, key crypto.PrivKey, muxers []upgrader.StreamMuxer) (sec.SecureTransport, error) {
		inner, err := open(id, key, muxers)
		if err != nil || t.up == nil && t.down == nil {
			return inner, err
		}
		return security{inner, t}, nil
	}
}

// listener accepts connections within a budget.
type listener struct {
	net.Listener
	t throttle
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn{c, l.t}, nil
}
