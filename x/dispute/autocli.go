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
