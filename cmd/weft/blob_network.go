// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// patience is how long a command waits for the next block of a blob: long enough
// for a relay and a slow line, short enough for whoever sits before it.
const patience = 30 * time.Second

// networkFlags say whom a store talks to, and how.
func networkFlags() []cli.Flag {
	const category = "Network"
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "peer", Usage: "address of a peer to stay connected to, ending in /p2p/<id>; may be repeated", Category: category},
		&cli.StringSliceFlag{Name: "relay", Usage: "such an address of a relay, at which others find this store", Category: category},
		&cli.BoolFlag{Name: "public", Usage: "join the network of IPFS, in which anybody may connect", Category: category},
		&cli.BoolFlag{Name: "anybody", Usage: "let any store connect, not only the members that the chain knows", Category: category},
		&cli.BoolFlag{Name: "lan", Usage: "find stores on the local network by mDNS", Category: category},
		&cli.StringFlag{Name: "up", Usage: "bytes a second to send at most, such as 12MB", DefaultText: "no limit", Category: category},
		&cli.StringFlag{Name: "down", Usage: "bytes a second to receive at most", DefaultText: "no limit", Category: category},
	}
}

func rate(c *cli.Context, name string) (int, error) {
	text := c.String(name)
	if text == "" {
		return 0, nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n > math.MaxInt32 {
		return 0, wrongUse("--%s is %q; allowed: bytes a second with a unit, such as 12MB", name, text)
	}
	return int(n), nil
}

// online is a store in its network, and the chain that says who belongs to it.
type online struct {
	*ipfs.Store
	chain *client.Client // nil: no node is named
}

// Close closes both.
func (o online) Close() error {
	err := o.Store.Close()
	if o.chain != nil {
		err = errors.Join(err, o.chain.Close())
	}
	return err
}

// goOnline opens the store in its network. Peers that are named may connect;
// so may the providers on the chain, if a node is named.
func (p *program) goOnline(c *cli.Context, cfg ipfs.Config, named []string) (online, error) {
	cfg.Disk = disk.Config{Dir: p.storeFolder(c)}
	cfg.Peers, cfg.Relays = c.StringSlice("peer"), c.StringSlice("relay")
	cfg.Public, cfg.LAN = c.Bool("public"), c.Bool("lan")
	cfg.Allow = func(peer string) bool {
		return c.Bool("anybody") || slices.ContainsFunc(named, func(a string) bool { return strings.HasSuffix(a, "/p2p/"+peer) })
	}
	err := checkSources(c)
	if err != nil {
		return online{}, err
	}
	if cfg.UploadRate, err = rate(c, "up"); err != nil {
		return online{}, err
	}
	if cfg.DownloadRate, err = rate(c, "down"); err != nil {
		return online{}, err
	}
	var o online
	if p.Node != "" && !cfg.Public {
		if o.chain, err = p.reader(c.Context); err != nil {
			return online{}, explained(err)
		}
		cfg.Members = blobs.Members(o.chain)
	}
	if o.Store, err = ipfs.Open(cfg); err == nil {
		return o, nil
	}
	if o.chain != nil {
		err = errors.Join(err, o.chain.Close())
	}
	if errors.Is(err, ipfs.ErrConfig) {
		err = wrongUse("%w", err)
	}
	return online{}, err
}

// checkSources refuses sources on the command line that no fetch can use.
func checkSources(c *cli.Context) error {
	for _, s := range c.StringSlice("source") {
		if err := ipfs.CheckSource(s); err != nil {
			return wrongUse("--source: %w", err)
		}
	}
	return nil
}
