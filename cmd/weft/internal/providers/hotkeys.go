// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/gogoproto/proto"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
)

// HotMessages are what the machine of a trainer or verifier signs. None of them
// pays anybody; what a stolen key can lose is what the work puts at stake: of a
// slot, of a claim, of audits, and the bond of a mismatch that is false.
var HotMessages = []string{
	"/weft.job.v1.MsgJoinJob", "/weft.job.v1.MsgLeaveJob", "/weft.job.v1.MsgCommitUnit", "/weft.job.v1.MsgRetractUnit",
	"/weft.job.v1.MsgWitness", "/weft.job.v1.MsgPostOuter", "/weft.job.v1.MsgPostEvaluation", "/weft.job.v1.MsgCompleteJob",
	"/weft.dispute.v1.MsgMove", "/weft.dispute.v1.MsgRespondData",
	"/weft.dispute.v1.MsgActivateVerifier", "/weft.dispute.v1.MsgDeactivateVerifier", "/weft.dispute.v1.MsgCommitAudit",
	"/weft.dispute.v1.MsgRevealAudit", "/weft.dispute.v1.MsgReportNonFinite",
}

// Granted lists the messages that a key may sign for an operator.
func Granted(ctx context.Context, c *client.Client, operator, key string) ([]string, error) {
	var out []string
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]*authz.Grant, *query.PageResponse, error) {
		res, err := c.Authz().Grants(ctx, &authz.QueryGrantsRequest{Granter: operator, Grantee: key, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Grants, res.Pagination, nil
	})
	for g, err := range pages {
		if err != nil {
			return nil, err
		}
		name, err := messageOf(g.Authorization)
		if err != nil {
			return nil, err
		}
		if name != "" {
			out = append(out, name)
		}
	}
	return out, nil
}

// messageOf is the message that an authorization lets somebody sign, "" for one
// of a kind that weft does not grant.
func messageOf(packed *codectypes.Any) (string, error) {
	var auth authz.GenericAuthorization
	if packed == nil || packed.TypeUrl != "/"+proto.MessageName(&auth) {
		return "", nil
	}
	if err := proto.Unmarshal(packed.Value, &auth); err != nil {
		return "", fmt.Errorf("%w: authorization: %w", client.ErrDecode, err)
	}
	return auth.Msg, nil
}

// checkHotKeys looks whether the announced hot keys may sign what they must.
func (s *Status) checkHotKeys(ctx context.Context, c *client.Client, keys []string) error {
	for _, key := range keys {
		granted, err := Granted(ctx, c, s.Operator, key)
		if err != nil {
			return err
		}
		var lacks []string
		for _, m := range HotMessages {
			if !slices.Contains(granted, m) {
				lacks = append(lacks, m[strings.LastIndex(m, ".")+1:])
			}
		}
		check := screen.Check{Name: "hot key", Pass: len(lacks) == 0, Detail: key + " may sign for this provider"}
		if len(lacks) > 0 {
			check.Detail = fmt.Sprintf("%s may not sign %s", key, strings.Join(lacks, ", "))
			check.Fix = "weft key grant-hot " + key
		}
		s.Checks = append(s.Checks, check)
	}
	return nil
}
