// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/trainer/blob/ipfs"
)

func (p *program) blobServe() *cli.Command {
	return p.command(&cli.Command{
		Name:  "serve",
		Usage: "serve what the store has, until it is stopped",
		Description: "Prints the addresses at which others find this store. The members that the chain knows may connect (--node), guests as\n" +
			"many as there is room for, and who is named by --peer; with --anybody, all. A store that cannot be dialled leaves out --listen and names a --relay.\n" +
			"While it runs, no other command can use the store.",
		Flags: storeFlags(append([]cli.Flag{
			&cli.StringSliceFlag{Name: "listen", Usage: "address to listen at, such as /ip4/0.0.0.0/tcp/4011; may be repeated", DefaultText: "none"},
			&cli.StringFlag{Name: "gateway", Usage: "address of a gateway over HTTP, such as 127.0.0.1:8080", DefaultText: "none"},
			&cli.IntFlag{
				Name:  "guests",
				Usage: "how many stores that are neither members nor named may be connected at once", DefaultText: fmt.Sprintf("%d with --node, else 0", defaultGuests),
			},
			&cli.BoolFlag{Name: "be-relay", Usage: "let stores that cannot be dialled be found at this one"},
		}, networkFlags()...)...),
	}, p.serveBlobs)
}

// servingLine is the JSON of a store that serves.
type servingLine struct {
	Event     string   `json:"event"`
	Peer      string   `json:"peer"`
	Addresses []string `json:"addresses"`
	Gateway   string   `json:"gateway,omitempty"`
}

// servedLine is the JSON of its end.
type servedLine struct {
	Event    string `json:"event"`
	Sent     uint64 `json:"sent"`
	Received uint64 `json:"received"`
}

func (p *program) serveBlobs(c *cli.Context) error {
	guests := c.Int("guests")
	if !c.IsSet("guests") && p.Node != "" {
		guests = defaultGuests // a job's content is for whoever trains it, and a newcomer is no member for a minute
	}
	if !c.Bool("public") && !c.Bool("anybody") && !c.Bool("lan") && p.Node == "" && guests == 0 && len(c.StringSlice("peer")) == 0 {
		return wrongUse("nobody could connect: give --node, --peer, --guests, --anybody or --public")
	}
	s, err := p.goOnline(c, ipfs.Config{Listen: c.StringSlice("listen"), Relay: c.Bool("be-relay"), Guests: guests}, nil)
	if err != nil {
		return err
	}
	err = p.serve(c, s)
	line := servedLine{"end", s.Sent(), s.Received()}
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if p.json() {
		return p.object(line)
	}
	return p.say("sent %d bytes", line.Sent)
}

// serve runs until it is stopped.
func (p *program) serve(c *cli.Context, s online) error {
	line := servingLine{Event: "serving", Peer: s.PeerID(), Addresses: s.Addrs()}
	failed := make(chan error, 1)
	if at := c.String("gateway"); at != "" {
		l, err := (&net.ListenConfig{}).Listen(c.Context, "tcp", at)
		if err != nil {
			return wrongUse("--gateway: %w", err)
		}
		line.Gateway = "http://" + l.Addr().String()
		go func() { failed <- s.Serve(l) }()
	}
	if err := p.serving(line); err != nil {
		return err
	}
	select {
	case <-c.Done():
		return nil
	case err := <-failed:
		return err
	}
}

func (p *program) serving(line servingLine) error {
	if p.json() {
		return p.object(line)
	}
	for _, a := range line.Addresses {
		if err := p.say("peer     %s", a); err != nil {
			return err
		}
	}
	if line.Gateway != "" {
		return p.say("gateway  %s/ipfs/", line.Gateway)
	}
	return nil
}
