// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
	"time"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
)

// grantLine is the JSON of a grant.
type grantLine struct {
	Operator string   `json:"operator"`
	HotKey   string   `json:"hot_key"`
	Messages []string `json:"messages"`
	Expires  string   `json:"expires,omitempty"`
	Fees     string   `json:"fees_uweft,omitempty"`
	sent
}

func (p *program) keyGrantHot() *cli.Command {
	return p.command(&cli.Command{
		Name:      "grant-hot",
		Usage:     "let another key do the work of a provider, and nothing else",
		ArgsUsage: "NAME|ADDRESS",
		Description: "The key on the machine that trains or verifies (hot) may then join and leave jobs, commit, witness, complete,\n" +
			"audit and move in games for the operator that --from names. It cannot pay anybody with the operator's money or\n" +
			"stake. With --fees it spends the operator's coins on fees, up to that amount. weft key revoke-hot takes all of it back.",
		Flags: sendFlags(
			&cli.DurationFlag{Name: "expires", Value: 365 * 24 * time.Hour, Usage: "how long the grant lasts"},
			&cli.StringFlag{Name: "fees", Usage: "pay the key's fees up to this amount, such as 10weft", DefaultText: "none"},
		),
	}, p.withSigner(p.grantHot))
}

func (p *program) grantHot(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	line := grantLine{Operator: cl.Sender().Operator(), Messages: providers.HotMessages}
	var err error
	if line.HotKey, err = p.account(c.Args().First()); err != nil {
		return err
	}
	if line.HotKey == line.Operator {
		return wrongUse("%s is the operator itself; name another key", line.HotKey)
	}
	// The chain's clock counts: a grant that ends before its block is refused.
	expires := cl.Head().Time.Add(c.Duration("expires")).UTC().Truncate(time.Second)
	line.Expires = expires.Format(time.RFC3339)
	var msgs []sdk.Msg
	for _, name := range line.Messages {
		packed, err := codectypes.NewAnyWithValue(authz.NewGenericAuthorization(name))
		if err != nil {
			return err
		}
		msgs = append(msgs, &authz.MsgGrant{
			Granter: line.Operator, Grantee: line.HotKey, Grant: authz.Grant{Authorization: packed, Expiration: &expires},
		})
	}
	if text := c.String("fees"); text != "" {
		fees, err := coin("--fees", text)
		if err != nil {
			return err
		}
		line.Fees = fees.Amount.String()
		more, err := feeGrant(c, cl, &line, sdk.NewCoins(fees), expires)
		if err != nil {
			return err
		}
		if err := p.confirm(c, "let %s spend %s of %s on fees", line.HotKey, money.Format(fees.Amount), line.Operator); err != nil {
			return err
		}
		msgs = append(msgs, more...)
	}
	res, err := cl.Submit(c.Context, msgs...)
	if err != nil {
		return err
	}
	line.sent = sentBy(res)
	return p.done(res, line, "%s may work for %s until %s\nnext: weft provider update --hot-key %s announces it",
		line.HotKey, line.Operator, line.Expires, line.HotKey)
}

// feeGrant are the messages that grant fees, in place of an earlier grant.
func feeGrant(c *cli.Context, cl *client.Client, line *grantLine, limit sdk.Coins, expires time.Time) ([]sdk.Msg, error) {
	allowance, err := codectypes.NewAnyWithValue(&feegrant.BasicAllowance{SpendLimit: limit, Expiration: &expires})
	if err != nil {
		return nil, err
	}
	grant := &feegrant.MsgGrantAllowance{Granter: line.Operator, Grantee: line.HotKey, Allowance: allowance}
	before, err := hasFeeGrant(c, cl, line.Operator, line.HotKey)
	if err != nil || !before {
		return []sdk.Msg{grant}, err
	}
	return []sdk.Msg{&feegrant.MsgRevokeAllowance{Granter: line.Operator, Grantee: line.HotKey}, grant}, nil
}

func hasFeeGrant(c *cli.Context, cl *client.Client, granter, grantee string) (bool, error) {
	_, err := cl.Feegrant().Allowance(c.Context, &feegrant.QueryAllowanceRequest{Granter: granter, Grantee: grantee})
	if err == nil {
		return true, nil
	}
	// The chain refuses to show what is not there.
	if refused := (*client.RefusedError)(nil); errors.As(err, &refused) && strings.Contains(refused.Log, "not found") {
		return false, nil
	}
	return false, err
}
