// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// firstEphemeralPort starts the range from which Linux takes the local ports of outgoing connections. A port freed there can be gone
// before a server listens on it.
const firstEphemeralPort = 32768

const firstPort = 10000

// addresses are the four places a node listens on, host:port.
type addresses struct{ p2p, rpc, grpc, rest string }

// pickAddresses returns node i's addresses; used holds those already given out by this network.
func pickAddresses(base, i int, used map[string]bool) (addresses, error) {
	var out [4]string
	for k := range out {
		if base != 0 {
			out[k] = fmt.Sprintf("127.0.0.1:%d", base+10*i+k)
			continue
		}
		addr, err := freeAddress(used)
		if err != nil {
			return addresses{}, err
		}
		out[k] = addr
	}
	return addresses{p2p: out[0], rpc: out[1], grpc: out[2], rest: out[3]}, nil
}

func freeAddress(used map[string]bool) (string, error) {
	var lc net.ListenConfig
	var last error
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", firstPort+rand.IntN(firstEphemeralPort-firstPort))
		if used[addr] {
			continue
		}
		l, err := lc.Listen(context.Background(), "tcp", addr)
		if err != nil {
			last = err
			continue
		}
		used[addr] = true
		return addr, l.Close()
	}
	return "", errors.Join(errors.New("no free port on 127.0.0.1 after 100 tries"), last)
}
