// SPDX-License-Identifier: Apache-2.0

package reward

import (
	"strings"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/weft-network/weft/x/reward/types"
)

// AutoCLIOptions describes the commands: weftd query reward, weftd tx reward.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service: types.Query_serviceDesc.ServiceName,
			Short:   "Query escrows, earnings, emission, models and royalties",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{RpcMethod: "Params", Use: "params", Short: "Show the parameters"},
				{RpcMethod: "Escrow", Use: "escrow [job]", Short: "Show the money and the verified work of a job", PositionalArgs: args("job")},
				{RpcMethod: "Deposits", Use: "deposits [job]", Short: "List who funded a job, and what each can take back", PositionalArgs: args("job")},
				{
					RpcMethod: "Grants", Use: "grants", Short: "List the pay of units, by --operator or --job",
					Example: "weftd query reward grants --operator weft1... --job 7\nweftd query reward grants --operator weft1... --paid",
				},
				{
					RpcMethod: "Earnings", Use: "earnings [account]", Short: "Show what an account earned, can claim now, and was paid",
					PositionalArgs: args("account"), Example: "weftd query reward earnings weft1... --job 7",
				},
				{RpcMethod: "Emission", Use: "emission", Short: "Show the running epoch and what it may mint"},
				{RpcMethod: "EpochPools", Use: "pools [job]", Short: "List what a job's work earned in ended epochs", PositionalArgs: args("job")},
				{RpcMethod: "Sponsors", Use: "sponsors", Short: "List the jobs that earn emission"},
				{RpcMethod: "Model", Use: "model [job]", Short: "Show who owns a finished model and what it earned", PositionalArgs: args("job")},
				{RpcMethod: "Royalties", Use: "royalties [account]", Short: "List an account's locked and unlocking shares", PositionalArgs: args("account")},
				{RpcMethod: "Totals", Use: "totals", Short: "Show sums over all jobs"},
			},
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service: types.Msg_serviceDesc.ServiceName,
			Short:   "Claim pay, shares and royalties; pay for models",
			RpcCommandOptions: []*autocliv1.RpcCommandOptions{
				{
					RpcMethod: "ClaimRewards", Use: "claim [job]", Short: "Claim vested pay, audit fees, emission and refunds of a job",
					Long:           "Claim vested pay, audit fees, emission and refunds of a job. At most 100 units are looked at; the next claim goes on behind them.",
					PositionalArgs: args("job"), Example: "weftd tx reward claim 7 --from key",
				},
				{RpcMethod: "ClaimShares", Use: "claim-shares [job]", Short: "Claim your shares of a finished model", PositionalArgs: args("job")},
				{RpcMethod: "LockShares", Use: "lock-shares [job] [shares]", Short: "Lock shares of a model so that they earn royalties", PositionalArgs: args("job shares")},
				{RpcMethod: "UnlockShares", Use: "unlock-shares [job] [shares]", Short: "Unlock shares; they come back when the unlock time is over", PositionalArgs: args("job shares")},
				{RpcMethod: "PayModel", Use: "pay-model [job] [amount]", Short: "Pay the owners of a model's locked shares", PositionalArgs: args("job amount"), Example: "weftd tx reward pay-model 7 1000000 --from key"},
				{RpcMethod: "ClaimRoyalties", Use: "claim-royalties [job]", Short: "Claim what your locked shares of a model earned", PositionalArgs: args("job")},
				{
					RpcMethod: "SponsorJob", Use: "sponsor-job [job] [weight] [cap]", Short: "Propose that a job earns emission; weight 0 ends it",
					PositionalArgs: args("job weight cap"), GovProposal: true,
				},
				{
					RpcMethod: "UpdateParams", Use: "update-params [params]", Short: "Propose new parameters", PositionalArgs: args("params"), GovProposal: true,
					Long: "Propose new parameters. Give all of them, not only those that change.",
				},
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
