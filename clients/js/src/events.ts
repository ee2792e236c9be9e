// SPDX-License-Identifier: Apache-2.0

import { fromJson, type JsonValue, type Message } from "@bufbuild/protobuf";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";

import { messageSchema } from "./schema.js";

/** RawEvent is an event as nodes give it: attributes are text. */
export interface RawEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/**
 * decodeEvent reads an event of weft, undefined for events of other modules. isMessage tells which one it is:
 * if (isMessage(e, job.EventRoundClosedSchema)) e.round is a bigint.
 */
export function decodeEvent(event: RawEvent): Message | undefined {
  const schema = messageSchema(event.type);
  if (!schema) {
    return undefined;
  }
  const fields = new Set(schema.fields.map((field) => field.name));
  const json: Record<string, JsonValue> = {};
  for (const { key, value } of event.attributes) {
    if (fields.has(key)) { // nodes add others, such as msg_index
      json[key] = JSON.parse(value) as JsonValue;
    }
  }
  return fromJson(schema, json, { ignoreUnknownFields: true }); // of a newer chain
}

/** decodeEvents reads those of a transaction's events that are weft's, in order. */
export function decodeEvents(events: readonly RawEvent[]): Message[] {
  return events.map(decodeEvent).filter((event) => event !== undefined);
}

/** BlockEvent is an event and where it happened. */
export interface BlockEvent {
  readonly height: number;
  /** tx is the number of the transaction in its block, undefined for what happened when the block ended. */
  readonly tx?: number;
  readonly event: Message;
}

/** FollowOptions say where to begin and when to stop. */
export interface FollowOptions {
  /** from is the first block; the next one without it. */
  readonly from?: number;
  /** pollMs is the pause before a node is asked again for a new block, 1000 without it. */
  readonly pollMs?: number;
  /** signal ends the sequence. */
  readonly signal?: AbortSignal;
}

/**
 * follow gives the events of weft of every block, once and in order. It asks for each block by its height, so none is lost while the
 * connection is; when a call fails, its error ends the sequence, and a new one may begin from the height after the last.
 */
export async function* follow(comet: Comet38Client, { from, pollMs = 1000, signal }: FollowOptions = {}): AsyncGenerator<BlockEvent> {
  let latest = (await comet.status()).syncInfo.latestBlockHeight;
  for (let height = from ?? latest + 1; !signal?.aborted; height++) {
    while (latest < height) {
      await pause(pollMs, signal);
      if (signal?.aborted) {
        return;
      }
      latest = (await comet.status()).syncInfo.latestBlockHeight;
    }
    const block = await comet.blockResults(height);
    for (const [tx, result] of block.results.entries()) {
      if (result.code === 0) {
        yield* decodeEvents(result.events).map((event) => ({ height, tx, event }));
      }
    }
    yield* decodeEvents(block.finalizeBlockEvents).map((event) => ({ height, event }));
  }
}

// pause ends after a time, or at once when the signal comes.
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
