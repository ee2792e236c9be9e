// SPDX-License-Identifier: Apache-2.0

// The example of docs/guides/build.md: test/cosmjs compares the two.
import type { OfflineSigner } from "@cosmjs/proto-signing";
import { connect, decodeEvents, encode, isMessage, job, queries, reward } from "@weft-network/weft";

/** guide runs the example, and returns what it printed. */
export async function guide(rpc: string, signer: OfflineSigner, address: string, first: bigint): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (line: string) => printed.push(line) };
  // Begin.
  const { client, comet } = await connect(rpc, signer, { gasPrice: "0.001uweft" });
  const before = await queries(comet).job.job({ job: first });
  const funded = await client.signAndBroadcast(address, [
    encode(job.MsgFundJobSchema, { funder: address, job: first, amount: { denom: "uweft", amount: "5000000" } }),
  ], 1.5);
  for (const event of decodeEvents(funded.events)) {
    if (isMessage(event, reward.EventMovedSchema)) {
      console.log(`${event.amount} uweft from ${reward.Place[event.from]} to ${reward.Place[event.to]} of ${before.job?.title}`);
    }
  }
  // End.
  client.disconnect();
  return printed;
}
