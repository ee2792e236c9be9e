// SPDX-License-Identifier: Apache-2.0

// Sends coins, submits a job and reads it back over RPC and REST.
// Environment: WEFT_RPC, WEFT_REST, WEFT_KEY (private key, hex), WEFT_TO
// (address), WEFT_SPEC (specification without its program digest, JSON).
import assert from "node:assert/strict";

import { connect, types } from "./weft.mjs";

const { WEFT_RPC: rpc, WEFT_REST: rest, WEFT_KEY: key, WEFT_TO: to, WEFT_SPEC: draft } = process.env;
const root = types();
const { client, address } = await connect(rpc, key, root);

const before = await client.getBalance(to, "uweft");
const sent = await client.sendTokens(address, to, [{ denom: "uweft", amount: "12345" }], 1.6, "from JavaScript");
assert.equal(sent.code, 0, sent.rawLog);
const after = await client.getBalance(to, "uweft");
assert.equal(BigInt(after.amount) - BigInt(before.amount), 12345n);
const found = await client.searchTx(`transfer.recipient='${to}'`);
assert.ok(found.some((tx) => tx.hash === sent.transactionHash), "the transfer is not indexed");

const request = async (path, options) => {
  const res = await fetch(`${rest}${path}`, options);
  assert.equal(res.status, 200, `${path}: ${await res.clone().text()}`);
  return res.json();
};

// The chain says what the specification costs, and which program it is.
const spec = JSON.parse(draft);
const preview = await request("/weft/job/v1/preview", { method: "POST", body: JSON.stringify({ spec }) });
assert.equal(preview.refusal, "");
assert.ok(preview.operators > 100 && BigInt(preview.round_cost) > 0n, JSON.stringify(preview));
spec.program_digest = preview.program_digest;

const MsgSubmitJob = root.lookupType("weft.job.v1.MsgSubmitJob");
const value = MsgSubmitJob.fromObject({
  submitter: address, title: "from JavaScript", spec, deposit: { denom: "uweft", amount: "100000000" },
});
const submitted = await client.signAndBroadcast(address, [{ typeUrl: "/weft.job.v1.MsgSubmitJob", value }], 1.6);
assert.equal(submitted.code, 0, submitted.rawLog);
const event = submitted.events.find((e) => e.type === "weft.job.v1.EventJobSubmitted");
assert.ok(event, "no EventJobSubmitted");
const job = JSON.parse(event.attributes.find((a) => a.key === "job").value);

const read = await request(`/weft/job/v1/jobs/${job}`);
assert.equal(read.job.title, "from JavaScript");
assert.equal(read.job.submitter, address);
assert.equal(read.job.status, "JOB_STATUS_ENROLLING");
const readSpec = await request(`/weft/job/v1/jobs/${job}/spec`);
assert.deepEqual(readSpec.spec, spec, "the specification came back changed");
const escrow = await request(`/weft/reward/v1/jobs/${job}/escrow`);
assert.equal(escrow.escrow.free, "100000000");

// A refusal says what would pass.
value.deposit.amount = "1";
await assert.rejects(
  client.signAndBroadcast(address, [{ typeUrl: "/weft.job.v1.MsgSubmitJob", value }], 1.6),
  /one round costs/,
);
console.log(`job ${job} submitted by ${address}`);
client.disconnect();
