// SPDX-License-Identifier: Apache-2.0

// Amino JSON of the messages, which hardware wallets sign. The rules are those
// of the SDK's x/tx/signing/aminojson, for the features that the messages of
// weft use; the options of the protobuf files, which say names and what is not
// left out, are read at run time.
import { create, type DescField, type DescMessage, getOption, hasOption, isFieldSet, type Message, ScalarType } from "@bufbuild/protobuf";
import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import { type AminoConverter, AminoTypes, createDefaultAminoConverters } from "@cosmjs/stargate";

import { dont_omitempty, name } from "./gen/amino/amino_pb.js";
import { transactionMessages } from "./schema.js";

type Json = { [key: string]: unknown };

function toAmino(schema: DescMessage, message: Message): Json {
  const out: Json = {};
  for (const field of schema.fields) {
    const set = isFieldSet(message, field);
    if (!set && !getOption(field, dont_omitempty)) {
      continue;
    }
    out[field.name] = fieldToAmino(field, (message as unknown as Json)[field.localName], set);
  }
  return out;
}

function fieldToAmino(field: DescField, value: unknown, set: boolean): unknown {
  switch (field.fieldKind) {
    case "list":
      // Go writes the absent list as null.
      return set ? (value as unknown[]).map((item) => single(field, item)) : null;
    case "message":
      if (!set) {
        throw new Error(`${field.toString()} must be set`);
      }
      return single(field, value);
    case "scalar":
    case "enum":
      return single(field, value);
    default:
      throw new Error(`${field.toString()} has no form in amino JSON`);
  }
}

// single converts one value of a field.
function single(field: DescField, value: unknown): unknown {
  if (field.message) {
    return toAmino(field.message, value as Message);
  }
  if (field.enum) {
    return value;
  }
  switch (field.scalar) {
    case ScalarType.BYTES:
      return base64Encode(value as Uint8Array);
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      throw new Error(`${field.toString()} has no form in amino JSON`);
    default:
      return typeof value === "bigint" ? value.toString() : value;
  }
}

function fromAmino(schema: DescMessage, value: Json): Message {
  const init: Json = {};
  for (const field of schema.fields) {
    const given = value[field.name];
    if (given === undefined || given === null) {
      continue;
    }
    init[field.localName] = field.fieldKind === "list" ? (given as unknown[]).map((item) => parse(field, item)) : parse(field, given);
  }
  return create(schema, init);
}

function parse(field: DescField, value: unknown): unknown {
  if (field.message) {
    return fromAmino(field.message, value as Json);
  }
  switch (field.scalar) {
    case ScalarType.BYTES:
      return base64Decode(value as string);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return BigInt(value as string);
    default:
      return value;
  }
}

/** aminoConverters convert every message of weft that has an amino name. */
export const aminoConverters: Record<string, AminoConverter> = Object.fromEntries(
  transactionMessages().filter((schema) => hasOption(schema, name)).map((schema) => [`/${schema.typeName}`, {
    aminoType: getOption(schema, name),
    toAmino: (value) => toAmino(schema, create(schema, value)),
    fromAmino: (value) => fromAmino(schema, value),
  }]),
);

/** aminoTypes returns the converters of weft and those that CosmJS has. */
export function aminoTypes(): AminoTypes {
  return new AminoTypes({ ...createDefaultAminoConverters(), ...aminoConverters });
}
