// SPDX-License-Identifier: Apache-2.0

package job

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/job/types"
)

// AutoCLIOptions describes the commands: weftd query job, weftd tx job.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{Query: queryCommands(), Tx: txCommands()}
}

func queryCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Query_serviceDesc.ServiceName,
		Short:   "Query jobs, slots, rounds and units",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{RpcMethod: "Params", Use: "params", Short: "Show the parameters"},
			{RpcMethod: "Job", Use: "job [job]", Short: "Show a job and its latest round", PositionalArgs: args("job")},
			{RpcMethod: "Jobs", Use: "jobs", Short: "List jobs", Example: "weftd query job jobs --status job-status-running"},
			{RpcMethod: "Spec", Use: "spec [job]", Short: "Show a job's specification", PositionalArgs: args("job")},
			{RpcMethod: "Slots", Use: "slots [job]", Short: "List the held slots of a job", PositionalArgs: args("job")},
			{RpcMethod: "SlotsOf", Use: "slots-of [operator]", Short: "List the slots an operator holds", PositionalArgs: args("operator")},
			{RpcMethod: "Round", Use: "round [job] [round]", Short: "Show a round", PositionalArgs: args("job round")},
			{RpcMethod: "Rounds", Use: "rounds [job]", Short: "Show the round table of a job", PositionalArgs: args("job")},
			{RpcMethod: "Unit", Use: "unit [job] [round] [slot]", Short: "Show a unit", PositionalArgs: args("job round slot")},
			{RpcMethod: "Units", Use: "units [job] [round]", Short: "List the units of a round", PositionalArgs: args("job round")},
			{RpcMethod: "Witnesses", Use: "witnesses [job] [round]", Short: "List who holds which deltas of a round", PositionalArgs: args("job round")},
			{RpcMethod: "OuterClaims", Use: "outer-claims [job] [round]", Short: "List the claims of the state after a round", PositionalArgs: args("job round")},
			{RpcMethod: "Evaluations", Use: "evaluations [job]", Short: "List the statements of a job's validation loss", PositionalArgs: args("job")},
			{RpcMethod: "Completions", Use: "completions [job]", Short: "List the statements of a job's outcome", PositionalArgs: args("job")},
			{
				RpcMethod: "Checklist", Use: "checklist [job]", Short: "Show what keeps a job from its next round, or an operator from joining it",
				PositionalArgs: args("job"), Example: "weftd query job checklist 7 --operator weft1...",
			},
			{
				RpcMethod: "Preview", Use: "preview [spec]", Short: "Show what a specification would cost, its program digest, and why it would be refused",
				PositionalArgs: args("spec"), Example: `weftd query job preview "$(cat spec.json)"`,
			},
			{RpcMethod: "Prices", Use: "prices", Short: "Show what the latest jobs pay"},
		},
	}
}

func txCommands() *autocliv1.ServiceCommandDescriptor {
	return &autocliv1.ServiceCommandDescriptor{
		Service: types.Msg_serviceDesc.ServiceName,
		Short:   "Job transactions",
		RpcCommandOptions: []*autocliv1.RpcCommandOptions{
			{
				RpcMethod: "SubmitJob", Use: "submit [title] [spec] [deposit]", Short: "Post a job and pay its first deposit", PositionalArgs: args("title spec deposit"),
				Example: `weftd tx job submit "my model" "$(cat spec.json)" 100000000uweft --from key`,
			},
			{RpcMethod: "FundJob", Use: "fund [job] [amount]", Short: "Add to a job's escrow", PositionalArgs: args("job amount")},
			{RpcMethod: "JoinJob", Use: "join [job]", Short: "Take a slot and lock its stake", PositionalArgs: args("job")},
			{RpcMethod: "LeaveJob", Use: "leave [job] [slot]", Short: "Give a slot back at the next boundary", PositionalArgs: args("job slot")},
			{
				RpcMethod: "CommitUnit", Use: "commit [job] [round] [slot]", Short: "Commit a unit; weft train does this", PositionalArgs: args("job round slot"),
			},
			{RpcMethod: "RetractUnit", Use: "retract [job] [round] [slot]", Short: "Withdraw a unit while its round is training", PositionalArgs: args("job round slot")},
			{RpcMethod: "ConfessUnit", Use: "confess [job] [round] [slot]", Short: "Withdraw a unit later, at a price", PositionalArgs: args("job round slot")},
			{RpcMethod: "Witness", Use: "witness [job] [round] [deltas]", Short: "State which deltas you hold; weft train does this", PositionalArgs: args("job round deltas")},
			{RpcMethod: "PostEvaluation", Use: "post-evaluation [job] [round] [losses]", Short: "State the validation loss after a round; weft train does this", PositionalArgs: args("job round losses")},
			{RpcMethod: "PostOuter", Use: "post-outer [job] [round] [id]", Short: "Claim the state after a round; weft train does this", PositionalArgs: args("job round id")},
			{RpcMethod: "CompleteJob", Use: "complete [job] [outer] [result]", Short: "State the outcome of a finished job", PositionalArgs: args("job outer result")},
			{RpcMethod: "CancelJob", Use: "cancel [job]", Short: "End a job at the next boundary", PositionalArgs: args("job")},
			{RpcMethod: "PauseJob", Use: "pause [job]", Short: "Pause a job at the next boundary", PositionalArgs: args("job")},
			{RpcMethod: "ResumeJob", Use: "resume [job]", Short: "Resume a paused job", PositionalArgs: args("job")},
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
