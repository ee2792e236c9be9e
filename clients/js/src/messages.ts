// SPDX-License-Identifier: Apache-2.0

import { create, type DescMessage, fromBinary, type MessageInitShape, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type EncodeObject, type GeneratedType, Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes } from "@cosmjs/stargate";

import { transactionMessages } from "./schema.js";

const typeUrl = (schema: DescMessage): string => `/${schema.typeName}`;

/** encode makes a message of a transaction: encode(job.MsgFundJobSchema, { funder, job: 1n, amount }). */
export function encode<S extends DescMessage>(
  schema: S, init: MessageInitShape<S>,
): EncodeObject & { readonly value: MessageShape<S> } {
  return { typeUrl: typeUrl(schema), value: create(schema, init) };
}

// generatedType shows a schema to CosmJS in the form that it knows. What CosmJS calls is written here; the types that it names are
// those of the writers of other generators, hence the cast.
function generatedType(schema: DescMessage): GeneratedType {
  return {
    fromPartial: (init: MessageInitShape<DescMessage>) => create(schema, init),
    encode: (message: MessageInitShape<DescMessage>) => ({ finish: () => toBinary(schema, create(schema, message)) }),
    decode: (bytes: Uint8Array) => fromBinary(schema, bytes),
  } as unknown as GeneratedType;
}

/** registryTypes are the messages of weft for a registry of CosmJS. */
export const registryTypes: ReadonlyArray<[string, GeneratedType]> =
  transactionMessages().map((schema) => [typeUrl(schema), generatedType(schema)]);

/** registry returns a registry with the messages of weft and those that CosmJS knows. */
export function registry(): Registry {
  return new Registry([...defaultRegistryTypes, ...registryTypes]);
}
