// SPDX-License-Identifier: Apache-2.0

// Uses a chain as a wallet or a web page would. test/cosmjs starts the chain.
// Environment: WEFT_RPC, WEFT_REST, WEFT_KEY (private key, hex), WEFT_TO
// (address), WEFT_SPEC (specification without its program digest, JSON),
// WEFT_VECTORS (file).
import assert from "node:assert/strict";

import { Secp256k1Wallet } from "@cosmjs/amino";
import { fromHex } from "@cosmjs/encoding";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";
import type { DeliverTxResponse } from "@cosmjs/stargate";
import {
  connect, create, decodeEvents, encode, follow, fromJson, isMessage, job, type Message, queries, QueryError, reward, spec, toJson,
} from "@weft-network/weft";

import { guide } from "./guide.js";
import { checkVectors } from "./vectors.js";

const setting = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
};
const [rpc, rest, to] = [setting("WEFT_RPC"), setting("WEFT_REST"), setting("WEFT_TO")];
const key = fromHex(setting("WEFT_KEY"));
const deposit = { denom: "uweft", amount: "100000000" };

async function request(path: string, options?: RequestInit): Promise<any> {
  const res = await fetch(`${rest}${path}`, options);
  assert.equal(res.status, 200, `${path}: ${await res.clone().text()}`);
  return res.json();
}

// submitted is the number of the job that a transaction posted.
function submitted(res: DeliverTxResponse): bigint {
  assert.equal(res.code, 0, res.rawLog);
  for (const event of decodeEvents(res.events)) {
    if (isMessage(event, job.EventJobSubmittedSchema)) {
      return event.job;
    }
  }
  throw new Error("no EventJobSubmitted");
}

const compared = checkVectors(setting("WEFT_VECTORS"));
const wallet = await DirectSecp256k1Wallet.fromKey(key, "weft");
const [account] = await wallet.getAccounts();
assert.ok(account);
const address = account.address;
const options = { gasPrice: "0.001uweft", broadcastPollIntervalMs: 100 };
const { client, comet } = await connect(rpc, wallet, options);
const begun = (await comet.status()).syncInfo.latestBlockHeight;

const before = await client.getBalance(to, "uweft");
const sent = await client.sendTokens(address, to, [{ denom: "uweft", amount: "12345" }], 1.6, "from JavaScript");
assert.equal(sent.code, 0, sent.rawLog);
const after = await client.getBalance(to, "uweft");
assert.equal(BigInt(after.amount) - BigInt(before.amount), 12345n);
const found = await client.searchTx(`transfer.recipient='${to}'`);
assert.ok(found.some((tx) => tx.hash === sent.transactionHash), "the transfer is not indexed");

// The chain says what the specification costs, and which program it is.
const draft = fromJson(spec.SpecSchema, JSON.parse(setting("WEFT_SPEC")));
const query = queries(comet);
const preview = await query.job.preview({ spec: draft });
assert.equal(preview.refusal, "");
assert.ok(preview.operators > 100 && BigInt(preview.roundCost) > 0n);
const overREST = await request("/weft/job/v1/preview", {
  method: "POST", body: JSON.stringify({ spec: toJson(spec.SpecSchema, draft, { useProtoFieldName: true }) }),
});
assert.deepEqual(fromJson(job.QueryPreviewResponseSchema, overREST), preview, "RPC and REST differ");
const wanted = create(spec.SpecSchema, { ...draft, programDigest: preview.programDigest });

const title = "from JavaScript, <directly> & typed";
const first = submitted(await client.signAndBroadcast(address, [
  encode(job.MsgSubmitJobSchema, { submitter: address, title, spec: wanted, deposit }),
], 1.6));

const read = await query.job.job({ job: first });
assert.equal(read.job?.title, title);
assert.equal(read.job.submitter, address);
assert.equal(read.job.status, job.JobStatus.ENROLLING);
assert.equal(read.round, undefined);
assert.deepEqual((await query.job.spec({ job: first })).spec, wanted, "the specification came back changed");
const { escrow } = await query.reward.escrow({ job: first });
assert.equal(escrow?.free, deposit.amount);
assert.deepEqual(fromJson(job.QueryJobResponseSchema, await request(`/weft/job/v1/jobs/${first}`)), read, "RPC and REST differ");

// A refusal says what would pass.
await assert.rejects(
  client.signAndBroadcast(address, [
    encode(job.MsgSubmitJobSchema, { submitter: address, title, spec: wanted, deposit: { ...deposit, amount: "1" } }),
  ], 1.6),
  /one round costs/,
);
await assert.rejects(query.job.job({ job: 999n }), (e) => e instanceof QueryError && e.notFound && /999/.test(e.message));
// The state of a block before.
await assert.rejects(queries(comet, { height: begun }).job.job({ job: first }), QueryError);

const moved = await guide(rpc, wallet, address, first);
assert.deepEqual(moved, [`5000000 uweft from WALLET to FREE of ${title}`]);

// A key in a hardware wallet signs amino JSON: the same messages, other bytes.
const { client: amino } = await connect(rpc, await Secp256k1Wallet.fromKey(key, "weft"), options);
const second = submitted(await amino.signAndBroadcast(address, [
  encode(job.MsgSubmitJobSchema, { submitter: address, title, spec: wanted, deposit }),
], 1.6));
assert.equal(second, first + 1n);
const ended = await amino.signAndBroadcast(address, [
  encode(job.MsgCancelJobSchema, { submitter: address, job: second }),
  encode(reward.MsgClaimRewardsSchema, { claimant: address, job: second }),
], 1.6);
assert.equal(ended.code, 0, ended.rawLog);
const isRefund = (event: Message): boolean => isMessage(event, reward.EventMovedSchema) && event.reason === reward.Reason.REFUND;
assert.ok(decodeEvents(ended.events).some(isRefund), "nothing came back");
assert.equal((await query.job.job({ job: second })).job?.status, job.JobStatus.CANCELLED);

// Every event of every block since, in order.
const stop = new AbortController();
const jobs: bigint[] = [];
for await (const { height, event } of follow(comet, { from: begun + 1, pollMs: 50, signal: stop.signal })) {
  assert.ok(height > begun);
  if (isMessage(event, job.EventJobSubmittedSchema)) {
    jobs.push(event.job);
  }
  if (isRefund(event)) {
    stop.abort();
  }
}
assert.deepEqual(jobs, [first, second]);

console.log(`jobs ${first}, ${second} of ${address}; ${compared.messages} messages and ${compared.events} events compared`);
amino.disconnect();
client.disconnect();
