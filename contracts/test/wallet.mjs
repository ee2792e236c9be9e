// SPDX-License-Identifier: Apache-2.0
//
// A wallet that knows the contract by its ABI and nothing else of ours: approves a
// token, deposits it for an account of the chain, and prints the transaction's hash.
// What it is told comes by variables: RPC, KEY, BRIDGE, TOKEN, UNITS, ACCOUNT, JOB.
import { readFileSync } from "node:fs";
import { createPublicClient, createWalletClient, defineChain, erc20Abi, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { RPC, KEY, BRIDGE, TOKEN, UNITS, ACCOUNT, JOB } = process.env;
const { abi } = JSON.parse(readFileSync(new URL("../artifacts/WeftBridge.json", import.meta.url)));
const transport = http(RPC);
const reader = createPublicClient({ transport });
const chain = defineChain({
  id: await reader.getChainId(),
  name: "Ethereum",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [RPC] } },
});
const wallet = createWalletClient({ account: privateKeyToAccount(KEY), chain, transport });

const write = async (address, abi, functionName, args) => {
  const { request } = await reader.simulateContract({ account: wallet.account, address, abi, functionName, args });
  const hash = await wallet.writeContract(request);
  const receipt = await reader.waitForTransactionReceipt({ hash, pollingInterval: 200 });
  if (receipt.status !== "success") {
    throw new Error(`${functionName} failed in ${hash}`);
  }
  return hash;
};

await write(TOKEN, erc20Abi, "approve", [BRIDGE, BigInt(UNITS)]);
console.log(await write(BRIDGE, abi, "deposit", [TOKEN, BigInt(UNITS), ACCOUNT, BigInt(JOB)]));
