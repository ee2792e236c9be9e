// SPDX-License-Identifier: Apache-2.0

package dispute

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/dispute/types"
)

// AutoCLIOptions describes the commands: weftd query dispute, weftd tx dispute.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Query_serviceDesc.ServiceName,
		Short:   "Query challenges and games",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{RpcMethod: "Params", Use: "params", Short: "Show the parameters"},
			{RpcMethod: "Game", Use: "game [game]", Short: "Show a game and its board", PositionalArgs: args("game")},
			{RpcMethod: "Games", Use: "games", Short: "List games", Example: "weftd query dispute games --open --defender weft1..."},
			{RpcMethod: "Board", Use: "board [board]", Short: "Show a result in dispute", PositionalArgs: args("board")},
			{RpcMethod: "Boards", Use: "boards [job] [round]", Short: "List the results in dispute of a round", PositionalArgs: args("job round")},
			{RpcMethod: "Posts", Use: "posts [board]", Short: "List the moves of the defender that a board keeps", PositionalArgs: args("board")},
			{
				RpcMethod: "Bond", Use: "bond [job]", Short: "Show what a challenge of a job's work costs now", PositionalArgs: args("job"),
				Example: "weftd query dispute bond 7 --challenger weft1...",
			},
			{RpcMethod: "Verifier", Use: "verifier [operator]", Short: "Show a verifier, its key and its stake", PositionalArgs: args("operator")},
			{RpcMethod: "Verifiers", Use: "verifiers", Short: "List verifiers"},
			{RpcMethod: "Audit", Use: "audit [job] [round]", Short: "Show the audits of a round", PositionalArgs: args("job round")},
			{RpcMethod: "Audits", Use: "audits", Short: "List the audits of rounds", Example: "weftd query dispute audits --open"},
			{RpcMethod: "Reports", Use: "reports [job] [round]", Short: "List what verifiers posted about a round", PositionalArgs: args("job round")},
			{RpcMethod: "VerifierReports", Use: "verifier-reports [verifier]", Short: "List what a verifier posted", PositionalArgs: args("verifier")},
			{RpcMethod: "DataRequest", Use: "request [request]", Short: "Show a request for data", PositionalArgs: args("request")},
			{
				RpcMethod: "DataRequests", Use: "requests", Short: "List requests for data",
				Example: "weftd query dispute requests --open --operator weft1...",
			},
			{
				RpcMethod: "Deposit", Use: "deposit [blob]", Short: "Show what a request for a range of a blob costs now", PositionalArgs: args("blob"),
				Example: `weftd query dispute deposit '{"kind":"BLOB_KIND_DELTA","job":"7","round":"3","slot":1}' --requester weft1...`,
			},
			{RpcMethod: "Party", Use: "party [address]", Short: "Show an account's seals and lost challenges", PositionalArgs: args("address")},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Msg_serviceDesc.ServiceName,
		Short:   "Dispute transactions; weft verify and weft train send them",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{RpcMethod: "SealChallenge", Use: "seal [seal]", Short: "Bind a challenge by its hash", PositionalArgs: args("seal")},
			{
				RpcMethod: "Challenge", Use: "challenge [job] [round] [slot] [step]", Short: "Say that a step came to another result",
				PositionalArgs: args("job round slot step"),
			},
			{
				RpcMethod: "ChallengeClaim", Use: "challenge-claim [kind] [job] [round] [claimant] [step]",
				Short: "Say that a step of a claimed outer state or evaluation came to another result", PositionalArgs: args("kind job round claimant step"),
			},
			{RpcMethod: "Move", Use: "move [game] [move]", Short: "Make a move in a game", PositionalArgs: args("game move")},
			{
				RpcMethod: "ReportEquivocation", Use: "report-equivocation [job] [round] [slot] [body] [auth-info] [signature]",
				Short: "Show a second commit of a unit that its trainer signed", PositionalArgs: args("job round slot body auth_info signature"),
			},
			{
				RpcMethod: "ReportNonFinite", Use: "report-non-finite [job] [round] [slot] [step] [offset] [proof]",
				Short: "Show a number that is not finite in a committed state", PositionalArgs: args("job round slot step offset proof"),
			},
			{RpcMethod: "ActivateVerifier", Use: "activate-verifier [stake]", Short: "Take part in audits with a stake", PositionalArgs: args("stake")},
			{RpcMethod: "DeactivateVerifier", Use: "deactivate-verifier", Short: "Take part in audits no more"},
			{
				RpcMethod: "CommitAudit", Use: "commit-audit [job] [round] [draw] [proof] [commitment]",
				Short: "Show what a verifier drew and bind its results", PositionalArgs: args("job round draw proof commitment"),
			},
			{
				RpcMethod: "RevealAudit", Use: "reveal-audit [job] [round] [draw] [results] [salt]",
				Short: "Show the results of audits", PositionalArgs: args("job round draw results salt"),
			},
			{
				RpcMethod: "RequestData", Use: "request-data [blob] [content] [offset]", Short: "Ask whoever holds a blob to show a range of it",
				PositionalArgs: args("blob content offset"),
			},
			{
				RpcMethod: "RespondData", Use: "respond-data [request] [proof]", Short: "Show the bytes that a request asks for",
				PositionalArgs: args("request proof"),
			},
			{
				RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", PositionalArgs: args("params"), GovProposal: true,
				Long: "Propose new parameters. Give all of them, not only those that change.",
			},
		},
	}
}

// args names the fields that are positional arguments.
func args(fields string) []*autocliv1.PositionalArgDescriptor {
	var out []*autocliv1.PositionalArgDescriptor
	for f := range strings.FieldsSeq(fields) {
		out = append(out, &autocliv1.PositionalArgDescriptor{ProtoField: f})
	}
	return out
}
