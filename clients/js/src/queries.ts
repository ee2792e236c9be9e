// SPDX-License-Identifier: Apache-2.0

import {
  create, type DescMessage, type DescMethodUnary, type DescService, fromBinary, type MessageInitShape, type MessageShape, toBinary,
} from "@bufbuild/protobuf";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";

import { Query as Beacon } from "./gen/weft/beacon/v1/query_pb.js";
import { Query as Breaker } from "./gen/weft/breaker/v1/query_pb.js";
import { Query as Bridge } from "./gen/weft/bridge/v1/query_pb.js";
import { Query as Dispute } from "./gen/weft/dispute/v1/query_pb.js";
import { Query as Job } from "./gen/weft/job/v1/query_pb.js";
import { Query as Reward } from "./gen/weft/reward/v1/query_pb.js";
import { Query as Stake } from "./gen/weft/stake/v1/query_pb.js";

/** ServiceClient has a function for each query of a service. */
export type ServiceClient<S extends DescService> = {
  [M in keyof S["method"]]: S["method"][M] extends DescMethodUnary<infer I extends DescMessage, infer O extends DescMessage>
    ? (request?: MessageInitShape<I>) => Promise<MessageShape<O>>
    : never;
};

/** Queries are the queries of all modules. */
export interface Queries {
  readonly beacon: ServiceClient<typeof Beacon>;
  readonly breaker: ServiceClient<typeof Breaker>;
  readonly bridge: ServiceClient<typeof Bridge>;
  readonly dispute: ServiceClient<typeof Dispute>;
  readonly job: ServiceClient<typeof Job>;
  readonly reward: ServiceClient<typeof Reward>;
  readonly stake: ServiceClient<typeof Stake>;
}

/** QueryOptions say how to ask. */
export interface QueryOptions {
  /** height is the block whose state is asked for; the latest without it. */
  readonly height?: number;
}

/** QueryError is a refusal of a node. code and codespace name the cause; notFound says that there is no such thing. */
export class QueryError extends Error {
  constructor(readonly method: string, readonly code: number, readonly codespace: string, log: string) {
    super(`${method}: ${log} (${codespace} ${code})`);
    this.name = "QueryError";
  }

  /** notFound is true if the question was right and the thing is not there, at that height. */
  get notFound(): boolean {
    return this.codespace === "sdk" && (this.code === 22 || this.code === 38);
  }
}

/** queries returns typed queries through a node's RPC: (await queries(comet).job.job({ job: 1n })).job?.title. */
export function queries(comet: Comet38Client, options: QueryOptions = {}): Queries {
  return {
    beacon: serviceClient(comet, Beacon, options),
    breaker: serviceClient(comet, Breaker, options),
    bridge: serviceClient(comet, Bridge, options),
    dispute: serviceClient(comet, Dispute, options),
    job: serviceClient(comet, Job, options),
    reward: serviceClient(comet, Reward, options),
    stake: serviceClient(comet, Stake, options),
  };
}

function serviceClient<S extends DescService>(comet: Comet38Client, service: S, { height }: QueryOptions): ServiceClient<S> {
  const client: Record<string, unknown> = {};
  for (const method of service.methods) {
    const path = `/${service.typeName}/${method.name}`;
    client[method.localName] = async (request = {}) => {
      const data = toBinary(method.input, create(method.input, request));
      const answer = await comet.abciQuery({ path, data, ...(height === undefined ? {} : { height }) });
      if (answer.code) {
        throw new QueryError(path, answer.code, answer.codespace ?? "", answer.log ?? "");
      }
      return fromBinary(method.output, answer.value);
    };
  }
  return client as ServiceClient<S>;
}
