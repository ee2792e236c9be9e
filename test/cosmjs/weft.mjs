// SPDX-License-Identifier: Apache-2.0

// The message types of weft, read from the proto files of this repository, and
// a signing client that knows them.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { fromHex } from "@cosmjs/encoding";
import { DirectSecp256k1Wallet, Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice, SigningStargateClient } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import protobuf from "protobufjs";

const protoRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "proto");

// types loads every message of weft. Imports from outside carry only options,
// which JavaScript does not need, and Coin.
export function types() {
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (target.startsWith("weft/") ? join(protoRoot, target) : target.startsWith("/") ? target : null);
  protobuf.parse(
    'syntax = "proto3"; package cosmos.base.v1beta1; message Coin { string denom = 1; string amount = 2; }',
    root, { keepCase: true },
  );
  for (const module of ["spec", "stake", "job"]) {
    const dir = join(protoRoot, "weft", module, "v1");
    for (const file of readdirSync(dir).filter((f) => f.endsWith(".proto") && f !== "query.proto")) {
      root.loadSync(join(dir, file), { keepCase: true });
    }
  }
  return root;
}

// connect opens a client that signs with a private key.
export async function connect(rpc, keyHex, root) {
  const wallet = await DirectSecp256k1Wallet.fromKey(fromHex(keyHex), "weft");
  const [account] = await wallet.getAccounts();
  const registry = new Registry(defaultRegistryTypes);
  registry.register("/weft.job.v1.MsgSubmitJob", root.lookupType("weft.job.v1.MsgSubmitJob"));
  // Not connectComet: it takes this CometBFT for an older one and loses events.
  const comet = await Comet38Client.connect(rpc);
  const client = await SigningStargateClient.createWithSigner(comet, wallet, {
    registry, gasPrice: GasPrice.fromString("0.001uweft"), broadcastPollIntervalMs: 100,
  });
  return { client, address: account.address };
}
