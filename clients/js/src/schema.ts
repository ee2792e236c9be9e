// SPDX-License-Identifier: Apache-2.0

import { createRegistry, type DescMessage } from "@bufbuild/protobuf";

import { file_weft_beacon_v1_event } from "./gen/weft/beacon/v1/event_pb.js";
import { file_weft_beacon_v1_tx } from "./gen/weft/beacon/v1/tx_pb.js";
import { file_weft_breaker_v1_event } from "./gen/weft/breaker/v1/event_pb.js";
import { file_weft_breaker_v1_tx } from "./gen/weft/breaker/v1/tx_pb.js";
import { file_weft_bridge_v1_event } from "./gen/weft/bridge/v1/event_pb.js";
import { file_weft_bridge_v1_tx } from "./gen/weft/bridge/v1/tx_pb.js";
import { file_weft_dispute_v1_audit } from "./gen/weft/dispute/v1/audit_pb.js";
import { file_weft_dispute_v1_event } from "./gen/weft/dispute/v1/event_pb.js";
import { file_weft_dispute_v1_request } from "./gen/weft/dispute/v1/request_pb.js";
import { file_weft_dispute_v1_tx } from "./gen/weft/dispute/v1/tx_pb.js";
import { file_weft_job_v1_event } from "./gen/weft/job/v1/event_pb.js";
import { file_weft_job_v1_tx } from "./gen/weft/job/v1/tx_pb.js";
import { file_weft_reward_v1_event } from "./gen/weft/reward/v1/event_pb.js";
import { file_weft_reward_v1_tx } from "./gen/weft/reward/v1/tx_pb.js";
import { file_weft_stake_v1_event } from "./gen/weft/stake/v1/event_pb.js";
import { file_weft_stake_v1_tx } from "./gen/weft/stake/v1/tx_pb.js";

const all = createRegistry(
  file_weft_beacon_v1_event, file_weft_beacon_v1_tx,
  file_weft_breaker_v1_event, file_weft_breaker_v1_tx,
  file_weft_bridge_v1_event, file_weft_bridge_v1_tx,
  file_weft_dispute_v1_audit, file_weft_dispute_v1_event, file_weft_dispute_v1_request, file_weft_dispute_v1_tx,
  file_weft_job_v1_event, file_weft_job_v1_tx,
  file_weft_reward_v1_event, file_weft_reward_v1_tx,
  file_weft_stake_v1_event, file_weft_stake_v1_tx,
);

/** messageSchema returns the schema of a message or event of weft by its full name. */
export const messageSchema = (name: string): DescMessage | undefined => all.getMessage(name);

/** transactionMessages are the schemas of everything that a transaction may carry: the inputs of the modules' Msg services. */
export function transactionMessages(): DescMessage[] {
  const found: DescMessage[] = [];
  for (const type of all) {
    if (type.kind === "service" && type.name === "Msg") {
      found.push(...type.methods.map((method) => method.input));
    }
  }
  return found;
}
