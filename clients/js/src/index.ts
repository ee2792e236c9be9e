// SPDX-License-Identifier: Apache-2.0

/**
 * Messages, queries and events of a weft chain, for use with CosmJS.
 *
 * Every module is a namespace: job.MsgSubmitJobSchema describes a message and
 * job.MsgSubmitJob is its type. Numbers of 64 bits are bigint, amounts text.
 *
 * @packageDocumentation
 */
export * as beacon from "./beacon.js";
export * as breaker from "./breaker.js";
export * as bridge from "./bridge.js";
export * as dispute from "./dispute.js";
export * as job from "./job.js";
export * as reward from "./reward.js";
export * as spec from "./spec.js";
export * as stake from "./stake.js";

export { aminoConverters, aminoTypes } from "./amino.js";
export { connect, type ConnectOptions } from "./connect.js";
export { decodeEvent, decodeEvents, follow, type BlockEvent, type FollowOptions, type RawEvent } from "./events.js";
export { encode, registry, registryTypes } from "./messages.js";
export { queries, QueryError, type Queries, type QueryOptions, type ServiceClient } from "./queries.js";

// What messages are made with.
export { create, fromBinary, fromJson, isMessage, type Message, toBinary, toJson } from "@bufbuild/protobuf";
