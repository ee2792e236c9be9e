// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
)

func (p *program) keyRevokeHot() *cli.Command {
	return p.command(&cli.Command{
		Name:      "revoke-hot",
		Usage:     "take back what a hot key may do",
		ArgsUsage: "NAME|ADDRESS",
		Flags:     sendFlags(),
	}, p.withSigner(p.revokeHot))
}

func (p *program) revokeHot(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	line := grantLine{Operator: cl.Sender().Operator()}
	var err error
	if line.HotKey, err = p.account(c.Args().First()); err != nil {
		return err
	}
	if line.Messages, err = providers.Granted(c.Context, cl, line.Operator, line.HotKey); err != nil {
		return err
	}
	slices.Sort(line.Messages)
	var msgs []sdk.Msg
	for _, name := range line.Messages {
		msgs = append(msgs, &authz.MsgRevoke{Granter: line.Operator, Grantee: line.HotKey, MsgTypeUrl: name})
	}
	fees, err := hasFeeGrant(c, cl, line.Operator, line.HotKey)
	if err != nil {
		return err
	}
	if fees {
		msgs = append(msgs, &feegrant.MsgRevokeAllowance{Granter: line.Operator, Grantee: line.HotKey})
	}
	if msgs == nil {
		return wrongUse("%s may do nothing for %s; there is nothing to take back", line.HotKey, line.Operator)
	}
	res, err := cl.Submit(c.Context, msgs...)
	if err != nil {
		return err
	}
	line.sent = sentBy(res)
	return p.done(res, line, "%s may do nothing for %s any more", line.HotKey, line.Operator)
}
