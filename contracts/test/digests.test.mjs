// SPDX-License-Identifier: Apache-2.0
//
// testdata/digests.json, as an implementation of EIP-712 that is not ours sees it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { concat, encodeAbiParameters, hashDomain, hashTypedData, keccak256, parseAbiParameters, toBytes } from "viem";

const vectors = JSON.parse(readFileSync(new URL("../testdata/digests.json", import.meta.url)));

const domain = {
  name: "WeftBridge",
  version: "1",
  chainId: Number(vectors.domain.chainId),
  verifyingContract: vectors.domain.bridge,
  salt: keccak256(toBytes(vectors.domain.weftChainId)),
};

// The structs as wallets read them: names and types in the order of the README.
const types = {
  ValidatorSet: "uint64 setNonce,uint64 newNonce,bytes32 set",
  Batch: "uint64 setNonce,uint64 nonce,address token,uint64 deadline,bytes32 transfers,uint256 fee",
  Listing: "uint64 setNonce,uint64 nonce,address token,uint8 kind,uint128 dayCap",
  Settlement:
    "uint64 setNonce,address target,uint256 bounty,bytes32 spec,bytes32 root,uint96 awarded,bytes32 model",
};

const members = (list) => list.split(",").map((m) => ({ type: m.split(" ")[0], name: m.split(" ")[1] }));

const digest = (primaryType, message) =>
  hashTypedData({ domain, types: { [primaryType]: members(types[primaryType]) }, primaryType, message });

const setHash = (nonce, words) =>
  keccak256(
    encodeAbiParameters(parseAbiParameters("bytes32, uint64, bytes32"), [
      keccak256(toBytes("Set(uint64 nonce,bytes32 words)")), nonce, keccak256(concat(words)),
    ]),
  );

test("domain", () => {
  const fields = members("string name,string version,uint256 chainId,address verifyingContract,bytes32 salt");
  assert.equal(hashDomain({ domain, types: { EIP712Domain: fields } }), vectors.domain.separator);
});

test("validator sets", () => {
  assert.equal(setHash(vectors.set.nonce, vectors.set.words), vectors.set.hash);
  const v = vectors.validatorSet;
  assert.equal(setHash(v.newNonce, v.words), v.set);
  assert.equal(digest("ValidatorSet", v), v.digest);
});

test("batch", () => {
  const v = vectors.batch;
  const words = v.transfers.map((t) =>
    encodeAbiParameters(parseAbiParameters("address, uint96"), [t.to, BigInt(t.amount)]),
  );
  assert.equal(keccak256(concat(words)), v.transfersHash);
  assert.equal(digest("Batch", { ...v, transfers: v.transfersHash }), v.digest);
});

test("listing", () => assert.equal(digest("Listing", vectors.listing), vectors.listing.digest));

test("settlement", () => {
  const v = vectors.settlement;
  for (const l of v.leaves) {
    const leaf = encodeAbiParameters(parseAbiParameters("uint256, uint256, address, uint96"), [
      BigInt(v.bounty), BigInt(l.index), l.winner, BigInt(l.amount),
    ]);
    assert.equal(keccak256(keccak256(leaf)), l.leaf);
  }
  assert.equal(keccak256(concat(v.leaves.map((l) => l.leaf).sort())), v.root);
  assert.equal(digest("Settlement", v), v.digest);
});

test("chain of events", () => {
  let chain = "0x" + "00".repeat(32);
  for (const e of vectors.events) {
    chain = keccak256(
      encodeAbiParameters(parseAbiParameters("bytes32, uint64, bytes32, bytes32"), [
        chain, e.nonce, e.topic0, keccak256(e.fields),
      ]),
    );
    assert.equal(chain, e.chain, e.name);
  }
  assert.equal(vectors.events.length, 4);
});
