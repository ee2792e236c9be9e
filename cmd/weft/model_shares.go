// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

func (p *program) modelShares() *cli.Command {
	return p.command(&cli.Command{
		Name:        "shares",
		Usage:       "show an account's shares of models",
		ArgsUsage:   "[ACCOUNT]",
		Description: "Shares in the wallet earn nothing; weft model lock makes them earn royalties. weft provider claim claims both.",
	}, p.withReader(p.printShares))
}

func (p *program) printShares(c *cli.Context, cl *client.Client) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	account, err := p.account(c.Args().First())
	if err != nil {
		return err
	}
	list, err := models.Holdings(c.Context, cl, account)
	if err != nil {
		return err
	}
	t := screen.NewTable(">MODEL", ">TO CLAIM", ">WALLET", ">LOCKED", "UNLOCKING", ">ROYALTIES TO CLAIM")
	for _, h := range list {
		if p.json() {
			if err := p.object(h); err != nil {
				return err
			}
		}
		var unlocking []string
		for _, u := range h.Unlocking {
			unlocking = append(unlocking, fmt.Sprintf("%d at height %d", u.Shares, u.Height))
		}
		t.Row(fmt.Sprint(h.Job), fmt.Sprint(h.Claimable), h.Wallet.String(), fmt.Sprint(h.Locked), strings.Join(unlocking, ", "), money.Format(h.Royalties))
	}
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("%s has no shares; those of a job that ended are claimed once its late windows are over, see weft model show", account)
	default:
		return t.Write(p.out)
	}
}

// shareLine is the JSON of shares that were locked or unlocked.
type shareLine struct {
	Job    uint64 `json:"job"`
	Shares uint64 `json:"shares"`
	// Locked are all that are locked now; Height is when unlocked ones are back.
	Locked uint64 `json:"locked_shares,omitempty"`
	Height int64  `json:"unlocked_height,omitempty"`
	sent
}

func (p *program) modelLock() *cli.Command {
	return p.command(&cli.Command{
		Name:      "lock",
		Usage:     "lock shares, so that they earn royalties",
		ArgsUsage: "JOB SHARES",
		Flags:     sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		line, res, err := moveShares(c, cl, func(owner string, job, shares uint64) sdk.Msg {
			return &rewardtypes.MsgLockShares{Owner: owner, Job: job, Shares: shares}
		})
		if err != nil {
			return err
		}
		answer, err := client.Response[*rewardtypes.MsgLockSharesResponse](res)
		if err != nil {
			return err
		}
		line.Locked = answer.Locked
		return p.done(res, line, "locked %d shares of model %d; %d earn now", line.Shares, line.Job, line.Locked)
	}))
}

func (p *program) modelUnlock() *cli.Command {
	return p.command(&cli.Command{
		Name:      "unlock",
		Usage:     "take shares out of the lock; they stop earning at once and come back later",
		ArgsUsage: "JOB SHARES",
		Flags:     sendFlags(),
	}, p.withSigner(func(c *cli.Context, cl *client.Client) error {
		line, res, err := moveShares(c, cl, func(owner string, job, shares uint64) sdk.Msg {
			return &rewardtypes.MsgUnlockShares{Owner: owner, Job: job, Shares: shares}
		})
		if err != nil {
			return err
		}
		answer, err := client.Response[*rewardtypes.MsgUnlockSharesResponse](res)
		if err != nil {
			return err
		}
		line.Height = answer.Height
		return p.done(res, line, "unlocking %d shares of model %d; they are back at height %d, in %s", line.Shares, line.Job, line.Height,
			screen.Blocks(line.Height-res.Height, cl.BlockTime()))
	}))
}

// moveShares sends a message about a number of shares.
func moveShares(c *cli.Context, cl *client.Client, msg func(owner string, job, shares uint64) sdk.Msg) (shareLine, *client.Result, error) {
	var line shareLine
	err := arguments(c, 2, 2)
	if err == nil {
		line.Job, err = jobArgument(c, 2)
	}
	if err == nil {
		line.Shares, err = number(c, 1, "the number of shares")
	}
	if err != nil {
		return line, nil, err
	}
	res, err := cl.Submit(c.Context, msg(cl.Sender().Operator(), line.Job, line.Shares))
	if err != nil {
		return line, nil, err
	}
	line.sent = sentBy(res)
	return line, res, nil
}
