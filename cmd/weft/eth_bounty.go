// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/bridge"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

func (p *program) ethBounty() *cli.Command {
	return p.ethGroup("bounty", "bounties for jobs, held in escrow on Ethereum",
		"A sponsor funds a bounty for a job. Once the job is completed, its trainers and verifiers claim their parts on the chain (claim);\n"+
			"before the deadline validators sign who gets what, a relay brings that to Ethereum, and winners collect. The sponsor has back\n"+
			"what was not awarded (refund), and everything, a week after the deadline, if nothing was settled.",
		p.ethBountyFund(), p.ethBountyList(), p.ethBountyShow(), p.ethBountyClaim(), p.ethBountyCollect(), p.ethBountyRefund())
}

// bountyArgument reads the number of a bounty.
func bountyArgument(c *cli.Context) (*big.Int, error) {
	if err := arguments(c, 1, 1); err != nil {
		return nil, err
	}
	id, err := number(c, 0, "the bounty")
	return new(big.Int).SetUint64(id), err
}

// bountyLine is the JSON of a bounty.
type bountyLine struct {
	Bounty uint64 `json:"bounty"`
	Job    uint64 `json:"job"`
	Token  string `json:"token"`
	Amount string `json:"amount"`
	// State is that of the escrow: open, settled or refunded.
	State    string `json:"state"`
	Sponsor  string `json:"sponsor"`
	Deadline uint64 `json:"deadline"`
	// Known: the chain has it. Claimable: it takes claims. Signed: it can be relayed.
	Known     bool   `json:"known"`
	Claimable bool   `json:"claimable"`
	Signed    bool   `json:"signed"`
	Claims    uint64 `json:"claims"`
	Awarded   string `json:"awarded"`
	// Unpaid is what winners can still collect, Rest what the sponsor can.
	Unpaid string `json:"unpaid"`
	Rest   string `json:"rest"`
}

func bountyLineOf(y *bridge.Bounty) bountyLine {
	e := &y.Escrow
	line := bountyLine{
		Bounty: y.ID.Uint64(), Job: e.Job, Token: e.Token.Hex(), Amount: e.Amount.String(), State: y.State(), Sponsor: e.Sponsor.Hex(), Deadline: e.Deadline,
		Awarded: "0", Unpaid: e.Unpaid.String(), Rest: e.Rest.String(),
	}
	if r := y.Chain; r != nil {
		line.Known, line.Claimable, line.Signed, line.Claims, line.Awarded = true, r.Open, r.Signed, r.Bounty.Claims, r.Bounty.Awarded.String()
		if line.Job == 0 {
			line.Job = r.Bounty.Bound
		}
	}
	return line
}

// format writes an amount of a bounty's token.
func formatOf(tokens []bridge.Token, address common.Address, units string) string {
	n, ok := new(big.Int).SetString(units, 10)
	for i := range tokens {
		if ok && tokens[i].Address == address {
			return tokens[i].Format(n)
		}
	}
	return units + " units of " + address.Hex()
}

func (p *program) ethBountyFund() *cli.Command {
	return p.command(&cli.Command{
		Name:        "fund",
		Usage:       "hold a bounty for a job in escrow on Ethereum",
		ArgsUsage:   "JOB",
		Description: "weft eth bounty fund 7 --amount 1000usdc --for 720h\nThe digest of the job's specification is the chain's: what is settled is for that job and no other.",
		Flags: ethereumFlags(
			&cli.StringFlag{Name: "amount", Usage: "what to hold: a number and a symbol or the address of a token"},
			&cli.DurationFlag{Name: "for", Value: 30 * 24 * time.Hour, Usage: "until when it is to be settled, from now; at least 1h"}, dryRun(), yesFlag(),
		),
	}, p.withBridge(p.withReader, p.fundBounty))
}

func (p *program) fundBounty(c *cli.Context, b *bridge.Bridge) error {
	id, err := jobArgument(c, 1)
	if err != nil {
		return err
	}
	j, _, err := jobs.Read(c.Context, b.Chain, id)
	if err != nil {
		return err
	}
	spec, err := hex.DecodeString(j.SpecDigest)
	if err != nil || len(spec) != bridgetypes.WordSize {
		return fmt.Errorf("job %d has the digest %q; the escrow takes 32 bytes", id, j.SpecDigest)
	}
	tokens, err := bridge.Tokens(c.Context, b.Chain, b)
	if err != nil {
		return err
	}
	amount, err := bridge.Parse(c.String("amount"), tokens)
	if err != nil {
		return fmt.Errorf("--amount: %w", err)
	}
	from, err := p.ethAddress()
	if err != nil {
		return err
	}
	head, err := b.Latest(c.Context)
	if err != nil {
		return err
	}
	deadline := head.Time + uint64(max(0, c.Duration("for"))/time.Second)
	if err := b.CheckFund(c.Context, from, amount); err != nil {
		return err
	}
	until := time.Unix(int64(deadline), 0).UTC().Format(time.RFC3339)
	line := bountyLine{Job: id, Token: amount.Token.Address.Hex(), Amount: amount.Units.String(), Sponsor: from.Hex(), Deadline: deadline, State: "dry run"}
	if c.Bool("dry-run") {
		return p.told(line, "would hold %s for job %d (%s) until %s; nothing was sent", amount, id, j.Title, until)
	}
	if err := p.confirm(c, "hold %s of %s for job %d (%s) until %s", amount, from, id, j.Title, until); err != nil {
		return err
	}
	s, err := p.ethSender()
	if err != nil {
		return err
	}
	bounty, receipt, err := b.Fund(c.Context, s, bridge.Funding{Amount: amount, Spec: [bridgetypes.WordSize]byte(spec), Job: id, Deadline: deadline})
	if err != nil {
		return err
	}
	line.Bounty, line.State = bounty.Uint64(), "open"
	return p.told(line, "bounty %s of %s for job %d, to be claimed until %s, transaction %s\nthe chain hears of it when the block is final, in about 15 minutes",
		bounty, amount, id, until, receipt.TxHash)
}

func (p *program) ethBountyList() *cli.Command {
	return p.command(&cli.Command{
		Name:  "list",
		Usage: "list the newest bounties of the escrow",
		Flags: ethereumFlags(&cli.Uint64Flag{Name: "limit", Value: 20, Usage: "at most so many"}),
	}, p.withBridge(p.withReader, func(c *cli.Context, b *bridge.Bridge) error {
		count, err := b.Count(c.Context)
		if err != nil {
			return err
		}
		tokens, err := bridge.Tokens(c.Context, b.Chain, b)
		if err != nil {
			return err
		}
		t := screen.NewTable(">BOUNTY", ">JOB", ">AMOUNT", "STATE", ">CLAIMS", "DEADLINE")
		for id := count; id > 0 && id+c.Uint64("limit") > count; id-- {
			y, err := b.Bounty(c.Context, new(big.Int).SetUint64(id))
			if err != nil {
				return err
			}
			line := bountyLineOf(y)
			if p.json() {
				if err := p.object(line); err != nil {
					return err
				}
			}
			t.Row(fmt.Sprint(id), fmt.Sprint(line.Job), formatOf(tokens, y.Escrow.Token, line.Amount), line.State, fmt.Sprint(line.Claims),
				time.Unix(int64(line.Deadline), 0).UTC().Format(time.RFC3339))
		}
		return p.table(t, "no bounties yet; weft eth bounty fund JOB makes one")
	}))
}

func (p *program) ethBountyShow() *cli.Command {
	return p.command(&cli.Command{
		Name:      "show",
		Usage:     "show a bounty on both sides, and what comes next",
		ArgsUsage: "ID",
		Flags:     ethereumFlags(),
	}, p.withBridge(p.withReader, func(c *cli.Context, b *bridge.Bridge) error {
		id, err := bountyArgument(c)
		if err != nil {
			return err
		}
		y, err := b.Bounty(c.Context, id)
		if err != nil {
			return err
		}
		line := bountyLineOf(y)
		if p.json() {
			return p.object(line)
		}
		tokens, err := bridge.Tokens(c.Context, b.Chain, b)
		if err != nil {
			return err
		}
		amount := func(units string) string { return formatOf(tokens, y.Escrow.Token, units) }
		var f screen.Facts
		f.Add("bounty", "%s, %s for job %d", id, amount(line.Amount), line.Job)
		f.Add("sponsor", "%s", line.Sponsor)
		f.Add("deadline", "%s", time.Unix(int64(line.Deadline), 0).UTC().Format(time.RFC3339))
		f.Add("escrow", "%s; %s to be collected, %s for the sponsor", line.State, amount(line.Unpaid), amount(line.Rest))
		f.Add("claims", "%d, of %s together", line.Claims, amount(line.Awarded))
		f.Add("next", "%s", nextOfBounty(line))
		return f.Write(p.out)
	}))
}

// nextOfBounty is the next act.
func nextOfBounty(line bountyLine) string {
	switch {
	case line.State == "settled":
		return fmt.Sprintf("weft eth bounty collect %d pays a winner; weft eth bounty refund %d pays the rest to the sponsor", line.Bounty, line.Bounty)
	case line.State == "refunded":
		return "nothing; the sponsor has it back"
	case !line.Known:
		return "wait until its block is final, or its claims are forgotten"
	case line.Signed:
		return "weft eth relay --once brings the settlement to Ethereum"
	case line.Claimable:
		return fmt.Sprintf("whoever worked in job %d claims once it is completed: weft eth bounty claim %d", line.Job, line.Bounty)
	default:
		return "wait until validators have signed who gets what"
	}
}

func (p *program) ethBountyClaim() *cli.Command {
	return p.command(&cli.Command{
		Name:        "claim",
		Usage:       "claim a part of a bounty on the chain, for work in its job",
		ArgsUsage:   "ID",
		Description: "weft eth bounty claim 3 --to 0x... --from alice\nEach account claims once. The part is paid on Ethereum to the address of --to.",
		Flags: sendFlags(
			&cli.StringFlag{Name: "to", Usage: "address on Ethereum"},
			&cli.Uint64Flag{Name: "job", Usage: "job that the work was for", DefaultText: "the bounty's"},
		),
	}, p.withSigner(p.claimBounty))
}

func (p *program) claimBounty(c *cli.Context, cl *client.Client) error {
	id, err := bountyArgument(c)
	if err != nil {
		return err
	}
	to, err := bridge.ParseAddress(c.String("to"))
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	word := common.BigToHash(id)
	found, err := cl.Bridge().Bounty(c.Context, &bridgetypes.QueryBountyRequest{Id: word[:]})
	if err != nil {
		return err
	}
	job := c.Uint64("job")
	if job == 0 {
		if job = found.Bounty.Bound; job == 0 {
			return wrongUse("bounty %s names no job; give --job ID", id)
		}
	}
	if err := p.confirm(c, "claim the part of %s in bounty %s for %s", cl.Sender().Operator(), id, to); err != nil {
		return err
	}
	res, err := cl.Submit(c.Context, &bridgetypes.MsgClaimBounty{Sender: cl.Sender().Operator(), Bounty: word[:], Job: job, Recipient: to[:]})
	if err != nil {
		return err
	}
	answer, err := client.Response[*bridgetypes.MsgClaimBountyResponse](res)
	if err != nil {
		return err
	}
	return p.done(res, struct {
		Bounty string `json:"bounty"`
		Part   uint64 `json:"part"`
		Amount string `json:"amount"`
		To     string `json:"to"`
		sent
	}{id.String(), answer.Index, answer.Amount.String(), to.Hex(), sentBy(res)},
		"part %d of bounty %s, %s units of its token, goes to %s when it is settled", answer.Index, id, answer.Amount, to)
}
