// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {Digests} from "../src/libraries/Digests.sol";
import {ValidatorSets} from "../src/libraries/ValidatorSets.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {JsonWriter} from "./JsonWriter.sol";
import {vm, Vm} from "./Vm.sol";

/// @dev Writes testdata/digests.json, which Go and JavaScript read, or compares it: WEFT_UPDATE=true writes.
contract DigestsTest is BridgeFixture, JsonWriter {
    string private constant FILE = "testdata/digests.json";
    address private constant ALICE = address(0xa11ce00000000000000000000000000000000001);
    address private constant BOB = address(0xb0b0000000000000000000000000000000000002);
    bytes32 private constant SPEC = keccak256("a specification");
    bytes32 private constant MODEL = keccak256("a model");

    function setUp() public override {
        vm.chainId(1);
        vm.recordLogs();
        super.setUp();
    }

    function test_vectors() public {
        begin("", "{");
        domainVector();
        setVector();
        rotationVector();
        batchVector();
        listingVector();
        settlementVector();
        eventVectors();
        end("}");
        json = string.concat(json, "\n");
        if (vm.envOr("WEFT_UPDATE", false)) vm.writeFile(FILE, json);
        vm.assertEq(vm.readFile(FILE), json);
    }

    function domainVector() private {
        bytes32 separator = Digests.domain(1, address(bridge), keccak256("weft-test-1"));
        vm.assertEq(separator, bridge.domainSeparator());
        begin("domain", "{");
        putText("weftChainId", "weft-test-1");
        put("chainId", 1);
        put("bridge", address(bridge));
        put("separator", separator);
        end("}");
    }

    function setVector() private {
        bytes32 set = ValidatorSets.hash(1, words);
        vm.assertEq(set, bridge.setHash());
        begin("set", "{");
        put("nonce", 1);
        putWords(words);
        begin("keys", "[");
        for (uint256 i; i < SIZE; ++i) {
            put("", bytes32(keys[i]));
        }
        end("]");
        put("hash", set);
        end("}");
    }

    function putWords(uint256[] memory list) private {
        begin("words", "[");
        for (uint256 i; i < list.length; ++i) {
            put("", bytes32(list[i]));
        }
        end("]");
    }

    function rotationVector() private {
        (, uint256[] memory next) = newSet(3, 2);
        bytes32 set = ValidatorSets.hash(9, next);
        begin("validatorSet", "{");
        put("setNonce", 1);
        put("newNonce", 9);
        putWords(next);
        put("set", set);
        seal(Digests.validatorSet(1, 9, set), hashOf(9, next));
    }

    function exampleBatch() private view returns (IWeftBridge.Batch memory b) {
        b = batchOf(address(weft), ALICE, 1_000_000);
        b.transfers = new IWeftBridge.Transfer[](2);
        b.transfers[0] = IWeftBridge.Transfer(ALICE, 1_000_000);
        b.transfers[1] = IWeftBridge.Transfer(BOB, type(uint64).max);
        b.fee = 12_345;
    }

    function batchVector() private {
        IWeftBridge.Batch memory b = exampleBatch();
        begin("batch", "{");
        put("setNonce", 1);
        put("nonce", b.nonce);
        put("token", b.token);
        put("deadline", b.deadline);
        begin("transfers", "[");
        for (uint256 i; i < b.transfers.length; ++i) {
            begin("", "{");
            put("to", b.transfers[i].to);
            put("amount", b.transfers[i].amount);
            end("}");
        }
        end("]");
        put("transfersHash", this.transfersHash(b));
        put("fee", b.fee);
        // Of the first key.
        put("signature", sign(hashOf(b), 1).signatures);
        seal(this.batchHash(b), hashOf(b));
    }

    function listingVector() private {
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(usd), IWeftBridge.Kind.Lock, 5e12);
        begin("listing", "{");
        put("setNonce", 1);
        put("nonce", l.nonce);
        put("token", l.token);
        put("kind", uint256(l.kind));
        put("dayCap", l.dayCap);
        seal(this.listingHash(l), hashOf(l));
    }

    function settlementVector() private {
        begin("settlement", "{");
        put("setNonce", 1);
        put("target", address(escrow));
        put("bounty", 1);
        put("spec", SPEC);
        begin("leaves", "[");
        bytes32 a = putLeaf(0, ALICE, 600);
        bytes32 b = putLeaf(1, BOB, 300);
        end("]");
        bytes32 root = a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
        put("root", root);
        put("awarded", 900);
        put("model", MODEL);
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(1, SPEC, root, 900, MODEL);
        seal(this.settlementHash(s, address(escrow)), hashOf(s));
    }

    function putLeaf(uint256 index, address winner, uint96 amount) private returns (bytes32 leaf) {
        leaf = keccak256(bytes.concat(keccak256(abi.encode(uint256(1), index, winner, amount))));
        begin("", "{");
        put("index", index);
        put("winner", winner);
        put("amount", amount);
        put("leaf", leaf);
        end("}");
    }

    /// The stream that a bridge emits: its set, a deposit for job 7, a batch, a bounty.
    function eventVectors() private {
        bridge.deposit(address(usd), 5_000_000, ACCOUNT, 7);
        IWeftBridge.Batch memory b = exampleBatch();
        IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
        vm.prank(BOB);
        bridge.executeBatch(b, q);
        escrow.fund(address(usd), 1000, SPEC, 7, START + 30 days);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32 chain;
        uint64 nonce;
        begin("events", "[");
        for (uint256 i; i < logs.length; ++i) {
            string memory name = nameOf(logs[i]);
            if (bytes(name).length == 0) continue;
            vm.assertEq(uint256(logs[i].topics[1]), ++nonce, "numbers are contiguous");
            bytes memory fields = fieldsOf(logs[i]);
            chain = keccak256(abi.encode(chain, nonce, logs[i].topics[0], keccak256(fields)));
            begin("", "{");
            putText("name", name);
            put("nonce", nonce);
            put("topic0", logs[i].topics[0]);
            put("fields", fields);
            put("chain", chain);
            end("}");
        }
        end("]");
        vm.assertEq(nonce, 4, "one of each event");
        vm.assertEq(bridge.eventNonce(), nonce);
    }

    /// @dev Indexed parameters come first in each of the four events: the topics after the number, then the data, are the
    /// encoding of all parameters after it.
    function fieldsOf(Vm.Log memory log) private pure returns (bytes memory fields) {
        for (uint256 t = 2; t < log.topics.length; ++t) {
            fields = bytes.concat(fields, log.topics[t]);
        }
        return bytes.concat(fields, log.data);
    }

    /// @dev The name of an event of the stream, empty for every other log.
    function nameOf(Vm.Log memory log) private view returns (string memory) {
        if (log.emitter != address(bridge)) return "";
        if (log.topics[0] == IWeftBridge.Deposited.selector) return "Deposited";
        if (log.topics[0] == IWeftBridge.BatchExecuted.selector) return "BatchExecuted";
        if (log.topics[0] == IWeftBridge.ValidatorSetUpdated.selector) return "ValidatorSetUpdated";
        if (log.topics[0] == IWeftBridge.BountyNoted.selector) return "BountyNoted";
        return "";
    }

    /// @dev Ends a vector with what is signed; `again` is the hash as the fixture writes it out.
    function seal(bytes32 structHash, bytes32 again) private {
        vm.assertEq(structHash, again);
        put("structHash", structHash);
        put("digest", digestOf(structHash));
        end("}");
    }

    // The library reads structs of calls.

    function batchHash(IWeftBridge.Batch calldata b) external pure returns (bytes32) {
        return Digests.batch(1, b);
    }

    function transfersHash(IWeftBridge.Batch calldata b) external pure returns (bytes32) {
        return Digests.transfers(b.transfers);
    }

    function listingHash(IWeftBridge.Listing calldata l) external pure returns (bytes32) {
        return Digests.listing(1, l);
    }

    function settlementHash(IWeftBridge.Settlement calldata s, address target) external pure returns (bytes32) {
        return Digests.settlement(1, target, s);
    }
}
