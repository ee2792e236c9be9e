// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// profileFlags are what a provider says about itself.
func profileFlags(more ...cli.Flag) []cli.Flag {
	const category = "Profile"
	return sendFlags(append(more,
		&cli.StringFlag{Name: "moniker", Usage: "name that people see", Category: category},
		&cli.StringFlag{Name: "hardware", Usage: "note on the machines; nothing checks it", Category: category},
		&cli.StringFlag{Name: "vrf-key", Usage: "Ed25519 public key that draws audits, 64 hex digits", Category: category},
		&cli.StringFlag{Name: "peer-id", Usage: "libp2p peer id", Category: category},
		&cli.StringSliceFlag{Name: "address", Usage: "multiaddress at which blobs are served, once for each", Category: category},
		&cli.StringSliceFlag{Name: "hot-key", Usage: "address or key that machines sign with, once for each", Category: category},
		&cli.StringSliceFlag{Name: "defence-key", Usage: "address or key that moves in disputes, once for each", Category: category},
	)...)
}

// profile is what profileFlags were given.
type profile struct {
	moniker, hardware, peerID   string
	vrfKey                      []byte
	addresses, hotKeys, defence []string
}

func (p *program) readProfile(c *cli.Context) (profile, error) {
	out := profile{
		moniker: c.String("moniker"), hardware: c.String("hardware"), peerID: c.String("peer-id"), addresses: c.StringSlice("address"),
	}
	var err error
	if out.vrfKey, err = hex.DecodeString(c.String("vrf-key")); err != nil {
		return out, wrongUse("--vrf-key: %w; give 64 hex digits", err)
	}
	for flag, keys := range map[string]*[]string{"hot-key": &out.hotKeys, "defence-key": &out.defence} {
		for _, text := range c.StringSlice(flag) {
			address, err := p.account(text)
			if err != nil {
				return out, err
			}
			*keys = append(*keys, address)
		}
	}
	return out, nil
}

func (p *program) providerRegister() *cli.Command {
	return p.command(&cli.Command{
		Name:        "register",
		Usage:       "make the key's account a provider, with a first bond",
		Description: "The bond is at risk for fraud, and comes back some days after weft provider unbond. Needed: --moniker.",
		Flags: profileFlags(
			&cli.StringFlag{Name: "bond", Usage: "first bond, such as 500weft", DefaultText: "the least that is allowed"},
		),
	}, p.withSigner(p.register))
}

// registerLine is the JSON of a new provider.
type registerLine struct {
	Operator string `json:"operator"`
	Moniker  string `json:"moniker"`
	Bonded   string `json:"bonded_uweft"`
	sent
}

func (p *program) register(c *cli.Context, cl *client.Client) error {
	if c.String("moniker") == "" {
		return wrongUse("no name is given; give --moniker NAME")
	}
	profile, err := p.readProfile(c)
	if err != nil {
		return err
	}
	params, err := cl.Stake().Params(c.Context, &staketypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	bond := money.Coin(params.Params.MinBond)
	if text := c.String("bond"); text != "" {
		if bond, err = coin("--bond", text); err != nil {
			return err
		}
	}
	operator := cl.Sender().Operator()
	if err := p.confirm(c, "bond %s of %s", money.Format(bond.Amount), operator); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &staketypes.MsgRegisterProvider{
		Operator: operator, Bond: bond, Moniker: profile.moniker, Hardware: profile.hardware, VrfKey: profile.vrfKey, PeerId: profile.peerID,
		Addresses: profile.addresses, DefenceKeys: profile.defence, HotKeys: profile.hotKeys,
	})
	if err != nil {
		return err
	}
	return p.done(res, registerLine{operator, profile.moniker, bond.Amount.String(), sentBy(res)},
		"%s is a provider, %s bonded\nnext: weft provider status", operator, money.Format(bond.Amount))
}
