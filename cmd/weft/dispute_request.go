// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"cosmossdk.io/math"
	"github.com/urfave/cli/v2"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/blobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// blobKinds are the words for what can be asked for, and how many arguments name
// it.
var blobKinds = map[string]struct {
	kind  disputetypes.BlobKind
	names int
}{
	"delta":      {disputetypes.BLOB_KIND_DELTA, 3},
	"state":      {disputetypes.BLOB_KIND_STATE, 3},
	"claim":      {disputetypes.BLOB_KIND_CLAIM, 2},
	"base":       {disputetypes.BLOB_KIND_BASE, 2},
	"dataset":    {disputetypes.BLOB_KIND_DATASET, 1},
	"checkpoint": {disputetypes.BLOB_KIND_CHECKPOINT, 1},
	"tokenizer":  {disputetypes.BLOB_KIND_TOKENIZER, 1},
}

func (p *program) disputeRequest() *cli.Command {
	return p.command(&cli.Command{
		Name:      "request",
		Usage:     "ask on the chain for 32 KiB of a blob that nobody serves",
		ArgsUsage: "JOB [ROUND [SLOT]]",
		Description: "Whoever answers for the blob must show the bytes in a transaction before the job's data_request window has passed, or is\n" +
			"slashed as for fraud; anybody else may show them, too. The answer is paid out of the deposit, the rest returns. Of a unit\n" +
			"that is its delta, or with --what state the anchor --index of it; of a round its base, or with --what claim the state that\n" +
			"--claimant names after it; of a job its dataset, checkpoint or tokenizer. With --out it waits for the answer and writes the bytes.",
		Flags: sendFlags(
			&cli.StringFlag{Name: "what", Value: "delta", Usage: "delta, state, base, claim, dataset, checkpoint or tokenizer"},
			&cli.UintFlag{Name: "index", Usage: "which anchor of the unit, or state of the claim"},
			&cli.StringFlag{Name: "claimant", Usage: "whose claim"},
			&cli.Uint64Flag{Name: "offset", Usage: "first byte, a multiple of 32768"},
			&cli.StringFlag{Name: "out", Usage: "wait for the answer and write the bytes to this file", DefaultText: "do not wait"},
		),
	}, p.withSigner(p.requestData))
}

// requestLine is the JSON of a request.
type requestLine struct {
	Event    string   `json:"event"`
	Request  uint64   `json:"request"`
	About    string   `json:"about"`
	Job      uint64   `json:"job"`
	Offset   uint64   `json:"offset"`
	Bytes    uint32   `json:"bytes,omitempty"`
	Status   string   `json:"status,omitempty"`
	Operator string   `json:"operator,omitempty"`
	Deposit  math.Int `json:"deposit_uweft"`
	Deadline int64    `json:"deadline"`
	Joined   bool     `json:"joined,omitempty"`
	File     string   `json:"file,omitempty"`
}

func (p *program) requestData(c *cli.Context, cl *client.Client) error {
	b, err := p.blobOf(c)
	if err != nil {
		return err
	}
	due, err := cl.Dispute().Deposit(c.Context, &disputetypes.QueryDepositRequest{Blob: b, Requester: cl.Sender().Operator()})
	if err != nil {
		return err
	}
	about := watch.AboutBlob(&b)
	err = p.confirm(c, "ask for 32 KiB at %d of %s, with a deposit of %s of which an answer costs %s", c.Uint64("offset"), about,
		money.Format(due.Deposit.Amount), money.Format(due.Cost.Amount))
	if err != nil {
		return err
	}
	res, err := watch.Ask(c.Context, cl, b, c.Uint64("offset"), *due)
	if err != nil {
		return err
	}
	line := requestLine{
		Event: "requested", Request: res.Request, About: about, Job: b.Job, Offset: c.Uint64("offset"), Deposit: res.Deposit.Amount,
		Deadline: res.Deadline, Joined: res.Joined,
	}
	switch {
	case p.json():
		err = p.object(line)
	case res.Joined:
		err = p.say("request %d asks for it already; an answer is due by block %d", res.Request, res.Deadline)
	default:
		err = p.say("request %d: %s; an answer is due by block %d; deposit %s", res.Request, about, res.Deadline, money.Format(res.Deposit.Amount))
	}
	if err != nil || c.String("out") == "" {
		return err
	}
	return p.awaitData(c, cl, line)
}

// awaitData waits for the end of a request and writes what was shown.
func (p *program) awaitData(c *cli.Context, cl *client.Client, line requestLine) error {
	for {
		res, err := cl.Dispute().DataRequest(c.Context, &disputetypes.QueryDataRequestRequest{Request: line.Request})
		if err != nil {
			return err
		}
		r := res.Request
		if r.Open() {
			select {
			case <-c.Done():
				return fmt.Errorf("stopped; request %d is open until block %d", r.Id, r.Deadline)
			case <-time.After(time.Second):
			}
			continue
		}
		if r.Status != disputetypes.REQUEST_STATUS_SERVED {
			return fmt.Errorf("request %d: nobody showed %s", r.Id, line.About)
		}
		shown, err := watch.Shown(c.Context, cl, &r)
		if err != nil {
			return err
		}
		line.Event, line.File, line.Bytes, line.Status = "shown", c.String("out"), r.Length, requestWord(&r)
		if err := blobs.WriteFile(line.File, func(w io.Writer) error { _, err := w.Write(shown); return err }); err != nil {
			return err
		}
		if p.json() {
			return p.object(line)
		}
		return p.say("%d bytes, shown by %s: %s", r.Length, r.Responder, line.File)
	}
}

// blobOf reads which blob the arguments and flags name.
func (p *program) blobOf(c *cli.Context) (disputetypes.Blob, error) {
	var b disputetypes.Blob
	what, ok := blobKinds[c.String("what")]
	if !ok {
		words := make([]string, 0, len(blobKinds))
		for w := range blobKinds {
			words = append(words, w)
		}
		slices.Sort(words)
		return b, wrongUse("--what is %q; allowed: %v", c.String("what"), words)
	}
	if err := arguments(c, what.names, what.names); err != nil {
		return b, err
	}
	var at [3]uint64
	for i, name := range []string{"the job", "the round", "the slot"}[:what.names] {
		var err error
		if at[i], err = strconv.ParseUint(c.Args().Get(i), 10, 32); err != nil {
			return b, wrongUse("%s is %q; allowed: a number", name, c.Args().Get(i))
		}
	}
	b = disputetypes.Blob{Kind: what.kind, Job: at[0], Round: at[1], Slot: uint32(at[2]), Index: uint32(c.Uint("index"))}
	if what.kind != disputetypes.BLOB_KIND_CLAIM {
		return b, nil
	}
	var err error
	b.Operator, err = p.account(c.String("claimant"))
	return b, err
}

func (p *program) disputeRequests() *cli.Command {
	return p.command(&cli.Command{
		Name:  "requests",
		Usage: "list requests for data",
		Flags: []cli.Flag{
			&cli.Uint64Flag{Name: "job", Usage: "only those about a job", DefaultText: "all"},
			&cli.Uint64Flag{Name: "round", Usage: "only those about a round", DefaultText: "all"},
			&cli.BoolFlag{Name: "open", Usage: "only those that wait for an answer"},
			&cli.StringFlag{Name: "of", Usage: "only those that an address or key answers for", DefaultText: "all"},
			&cli.StringFlag{Name: "by", Usage: "only those of an address or key", DefaultText: "all"},
		},
	}, p.withReader(p.listRequests))
}

func (p *program) listRequests(c *cli.Context, cl *client.Client) error {
	sel := disputetypes.QueryDataRequestsRequest{Job: c.Uint64("job"), Round: c.Uint64("round"), Open: c.Bool("open")}
	for flag, field := range map[string]*string{"of": &sel.Operator, "by": &sel.Requester} {
		if c.String(flag) == "" {
			continue
		}
		var err error
		if *field, err = p.account(c.String(flag)); err != nil {
			return err
		}
	}
	t := screen.NewTable(">REQUEST", "ABOUT", ">OFFSET", ">BYTES", "STATUS", ">BLOCKS LEFT", ">DEPOSIT")
	for r, err := range watch.Requests(c.Context, cl, sel) {
		if err != nil {
			return err
		}
		about, left := watch.AboutBlob(&r.Blob), ""
		if r.Open() {
			left = fmt.Sprint(max(0, r.Deadline-cl.Height()))
		}
		if p.json() {
			err := p.object(requestLine{
				Event: "request", Request: r.Id, About: about, Job: r.Blob.Job, Offset: r.Offset, Bytes: r.Length, Status: requestWord(&r),
				Operator: r.Operator, Deposit: r.Deposit, Deadline: r.Deadline,
			})
			if err != nil {
				return err
			}
		}
		t.Row(fmt.Sprint(r.Id), about, fmt.Sprint(r.Offset), fmt.Sprint(r.Length), requestWord(&r), left, money.Format(r.Deposit))
	}
	switch {
	case p.json():
		return nil
	case t.Len() == 0:
		return p.say("no requests for data; weft dispute request asks for what nobody serves")
	default:
		return t.Write(p.out)
	}
}

// requestWord is how a request stands, in a word.
func requestWord(r *disputetypes.DataRequest) string {
	switch r.Status {
	case disputetypes.REQUEST_STATUS_OPEN:
		return "open"
	case disputetypes.REQUEST_STATUS_SERVED:
		return "shown"
	case disputetypes.REQUEST_STATUS_WITHHELD:
		return "withheld"
	default:
		return "settled"
	}
}
