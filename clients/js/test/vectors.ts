// SPDX-License-Identifier: Apache-2.0

// Compares what this package does with messages and events with what the chain
// does: WEFT_VECTORS names a file that the chain's own code wrote.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { aminoTypes, decodeEvent, type RawEvent, registry } from "@weft-network/weft";
import { toBinary } from "@bufbuild/protobuf";

import { messageSchema } from "../src/schema.js";

interface Vectors {
  /** Messages of transactions: their bytes, and their amino JSON. */
  messages: { typeUrl: string; bytes: string; amino: { type: string; value: unknown } }[];
  /** Events: their bytes as a message, and the attributes that nodes give. */
  events: { event: RawEvent; bytes: string }[];
}

/** checkVectors returns how many messages and events it compared. */
export function checkVectors(file: string): { messages: number; events: number } {
  const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;
  const types = registry();
  const amino = aminoTypes();
  for (const { typeUrl, bytes, amino: want } of vectors.messages) {
    const value = types.decode({ typeUrl, value: Buffer.from(bytes, "base64") });
    assert.equal(base64(types.encode({ typeUrl, value })), bytes, `${typeUrl}: other bytes`);
    const converted = amino.toAmino({ typeUrl, value });
    assert.deepEqual(converted, want, `${typeUrl}: other amino JSON`);
    const back = amino.fromAmino(converted);
    assert.equal(back.typeUrl, typeUrl);
    assert.equal(base64(types.encode(back)), bytes, `${typeUrl}: other bytes after amino JSON`);
  }
  for (const { event, bytes } of vectors.events) {
    const decoded = decodeEvent(event);
    assert.ok(decoded, `${event.type} is unknown`);
    assert.equal(decoded.$typeName, event.type);
    assert.equal(base64(toBinary(messageSchema(event.type)!, decoded)), bytes, `${event.type}: other bytes`);
  }
  return { messages: vectors.messages.length, events: vectors.events.length };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
