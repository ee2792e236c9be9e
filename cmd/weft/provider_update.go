// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// clearable are the fields of a profile that can be emptied.
var clearable = map[string]staketypes.ProfileField{
	"hardware": staketypes.ProfileFieldHardware, "vrf-key": staketypes.ProfileFieldVRFKey, "peer-id": staketypes.ProfileFieldPeerID,
	"address": staketypes.ProfileFieldAddresses, "hot-key": staketypes.ProfileFieldHotKeys, "defence-key": staketypes.ProfileFieldDefenceKeys,
}

func (p *program) providerUpdate() *cli.Command {
	return p.command(&cli.Command{
		Name:        "update",
		Usage:       "change what the provider says about itself",
		Description: "What is not given stays as it is. A list is replaced as a whole. --clear empties a field.",
		Flags: profileFlags(
			&cli.StringSliceFlag{Name: "clear", Usage: "empty hardware, vrf-key, peer-id, address, hot-key or defence-key, once for each"},
		),
	}, p.withSigner(p.update))
}

// updateLine is the JSON of a change.
type updateLine struct {
	Operator string   `json:"operator"`
	Cleared  []string `json:"cleared"`
	sent
}

func (p *program) update(c *cli.Context, cl *client.Client) error {
	profile, err := p.readProfile(c)
	if err != nil {
		return err
	}
	msg := &staketypes.MsgUpdateProvider{
		Operator: cl.Sender().Operator(), Moniker: profile.moniker, Hardware: profile.hardware, VrfKey: profile.vrfKey, PeerId: profile.peerID,
		Addresses: profile.addresses, DefenceKeys: profile.defence, HotKeys: profile.hotKeys,
	}
	line := updateLine{Operator: msg.Operator, Cleared: []string{}}
	for _, name := range c.StringSlice("clear") {
		field, ok := clearable[strings.TrimPrefix(name, "--")]
		if !ok {
			return wrongUse("--clear %s; allowed: hardware, vrf-key, peer-id, address, hot-key, defence-key", name)
		}
		msg.Clear = append(msg.Clear, field)
		line.Cleared = append(line.Cleared, name)
	}
	res, err := cl.Submit(c.Context, msg)
	if err != nil {
		return err
	}
	line.sent = sentBy(res)
	return p.done(res, line, "%s updated", msg.Operator)
}
