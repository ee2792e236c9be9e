// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// defaultGuests is room for those who want what a job's stores have and are no providers: submitters, and who checks the work.
const defaultGuests = 64

// memberFlags are those of every machine of a provider, which serves blobs at a
// port.
func memberFlags(port string) []cli.Flag {
	const provider, network = "Provider", "Network"
	return []cli.Flag{
		&cli.StringFlag{Name: "bond", Usage: "become a provider with this bond, such as 500weft, if the operator is none", DefaultText: "none", Category: provider},
		&cli.StringFlag{Name: "moniker", Usage: "name of the new provider", Category: provider},

		&cli.StringSliceFlag{
			Name: "listen", Value: cli.NewStringSlice("/ip4/0.0.0.0/tcp/" + port), Usage: "address to serve blobs at; \"\" for none", Category: network,
		},
		&cli.StringSliceFlag{
			Name: "announce", Usage: "address at which others reach this machine, if it is not one of its own", Category: network,
		},
		&cli.StringSliceFlag{Name: "peer", Usage: "peer to stay connected to, such as /ip4/198.51.100.7/tcp/4011/p2p/<id>", Category: network},
		&cli.StringSliceFlag{Name: "source", Usage: "peer or URL of a gateway to ask for what no provider has", Category: network},
		&cli.StringSliceFlag{Name: "relay", Usage: "relay at which this machine is found, if nobody can dial it", Category: network},
		&cli.IntFlag{
			Name: "guests", Value: defaultGuests, Category: network,
			Usage: "how many stores of no provider may be connected at once: submitters', who fetch models, and of those who check the work; 0 for none",
		},
		&cli.BoolFlag{Name: "lan", Usage: "find peers on the local network", Category: network},
		&cli.StringFlag{Name: "upload", Usage: "bound on uploads, such as 2MB (a second)", DefaultText: "none", Category: network},
		&cli.StringFlag{Name: "download", Usage: "bound on downloads", DefaultText: "none", Category: network},
		&cli.StringFlag{Name: "metrics", Usage: "address for Prometheus metrics and /healthz, such as 127.0.0.1:9464", DefaultText: "none", Category: network},
	}
}

// storeConfig is the content store that memberFlags ask for.
func storeConfig(c *cli.Context) (ipfs.Config, error) {
	cfg := ipfs.Config{
		Listen: nonEmpty(c.StringSlice("listen")), Relays: c.StringSlice("relay"), LAN: c.Bool("lan"),
		Peers: append(c.StringSlice("peer"), peersOf(c.StringSlice("source"))...), Guests: c.Int("guests"),
	}
	err := checkSources(c)
	if err != nil {
		return cfg, err
	}
	for flag, rate := range map[string]*int{"upload": &cfg.UploadRate, "download": &cfg.DownloadRate} {
		if *rate, err = bytesASecond(flag, c.String(flag)); err != nil {
			return cfg, err
		}
	}
	return cfg, nil
}

// optionalCoin reads an amount; the zero Coin where none is given.
func optionalCoin(c *cli.Context, flag string) (sdk.Coin, error) {
	text := c.String(flag)
	if text == "" {
		return sdk.Coin{}, nil
	}
	return coin("--"+flag, text)
}

// peersOf are the sources that are peers. A source is let in, too: a private
// network refuses whom it does not know, also as somebody to ask.
func peersOf(sources []string) (out []string) {
	for _, s := range sources {
		if strings.HasPrefix(s, "/") {
			out = append(out, s)
		}
	}
	return out
}

func nonEmpty(list []string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// bytesASecond reads a rate; "" is no bound.
func bytesASecond(flag, text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	const most = 1 << 40
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > most {
		return 0, wrongUse("--%s is %q; allowed: a number of bytes with a unit, such as 2MB, for each second", flag, text)
	}
	return int(n), nil
}
