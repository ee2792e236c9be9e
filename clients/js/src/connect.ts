// SPDX-License-Identifier: Apache-2.0

import type { OfflineSigner } from "@cosmjs/proto-signing";
import { GasPrice, SigningStargateClient, type SigningStargateClientOptions } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";

import { aminoTypes } from "./amino.js";
import { registry } from "./messages.js";

/** ConnectOptions are options of CosmJS; gasPrice may be text, for example "0.001uweft". */
export type ConnectOptions = Omit<SigningStargateClientOptions, "gasPrice" | "registry" | "aminoTypes"> & { gasPrice?: string | GasPrice };

/** connect opens a client of CosmJS that signs messages of weft, directly or, for hardware wallets, as amino JSON. */
export async function connect(
  rpc: string, signer: OfflineSigner, { gasPrice, ...options }: ConnectOptions = {},
): Promise<{ client: SigningStargateClient; comet: Comet38Client }> {
  // Not connectComet: it takes this CometBFT for an older one and loses events.
  const comet = await Comet38Client.connect(rpc);
  const client = SigningStargateClient.createWithSigner(comet, signer, {
    ...options,
    ...(gasPrice === undefined ? {} : { gasPrice: typeof gasPrice === "string" ? GasPrice.fromString(gasPrice) : gasPrice }),
    registry: registry(),
    aminoTypes: aminoTypes(),
  });
  return { client, comet };
}
