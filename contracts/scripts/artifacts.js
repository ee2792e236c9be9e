// SPDX-License-Identifier: Apache-2.0
//
// Writes what is kept of each contract into a folder: ABI, bytecode, layout of
// its storage. Reads what forge build left in out.
const fs = require("fs");
const path = require("path");

const contracts = ["BountyEscrow", "TestUSD", "WeftBridge", "WeftToken"];
const out = path.join(__dirname, "..", "out");

const into = process.argv[2];
if (into === undefined) {
  console.error("usage: node scripts/artifacts.js <folder>");
  process.exit(2);
}
fs.mkdirSync(into, { recursive: true });
for (const name of contracts) {
  const built = JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), "utf8"));
  const artifact = {
    abi: built.abi,
    // Types carry numbers of the syntax tree, which change with every edit.
    storage: built.storageLayout.storage.map(({ label, slot, offset, type }) => ({
      label, slot, offset, type: type.replace(/\)\d+_/g, ")_"),
    })),
    runtimeBytes: built.deployedBytecode.object.length / 2 - 1,
    bytecode: built.bytecode.object,
  };
  fs.writeFileSync(path.join(into, `${name}.json`), JSON.stringify(artifact, null, 2) + "\n");
}
