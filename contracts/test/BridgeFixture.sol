// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BountyEscrow} from "../src/BountyEscrow.sol";
import {WeftBridge} from "../src/WeftBridge.sol";
import {WeftToken} from "../src/WeftToken.sol";
import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {vm} from "./Vm.sol";
import {TestUSD} from "./mocks/TestUSD.sol";

/// @dev A bridge with seven validators of equal power, both assets listed. Digests are written out here once more, from
/// the README and not with the library.
abstract contract BridgeFixture {
    uint256 internal constant SIZE = 7;
    uint256 internal constant ALL = (1 << SIZE) - 1;
    uint256 internal constant QUORUM = 0x1f; // five of seven
    uint128 internal constant CAP = 1e24;
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant MAX_SET_AGE = 7 days;
    uint64 internal constant MAX_ROTATION_AGE = 14 days;
    address internal constant GUARDIAN = address(0x9a4d);
    bytes20 internal constant ACCOUNT = bytes20(uint160(0xacc));

    WeftBridge internal bridge;
    WeftToken internal weft;
    BountyEscrow internal escrow;
    TestUSD internal usd;
    uint256[] internal keys;
    uint256[] internal words;

    function setUp() public virtual {
        vm.warp(START);
        (keys, words) = newSet(SIZE, 1);
        bridge =
            new WeftBridge(IWeftBridge.Deployment("weft-test-1", 1, words, MAX_SET_AGE, MAX_ROTATION_AGE, GUARDIAN));
        weft = WeftToken(address(bridge.weft()));
        escrow = BountyEscrow(address(bridge.escrow()));
        usd = new TestUSD();
        usd.mint(address(this), 1e30);
        usd.approve(address(bridge), type(uint256).max);
        usd.approve(address(escrow), type(uint256).max);
        list(address(weft), IWeftBridge.Kind.Mint, CAP);
        list(address(usd), IWeftBridge.Kind.Lock, CAP);
    }

    /// @dev Keys and words of a set of equal powers, in the order of addresses.
    function newSet(uint256 size, uint256 seed) internal pure returns (uint256[] memory k, uint256[] memory w) {
        (k, w) = (new uint256[](size), new uint256[](size));
        for (uint256 i; i < size; ++i) {
            uint256 key = uint256(keccak256(abi.encode(seed, i))) >> 1;
            uint256 word = uint256(uint160(vm.addr(key))) << 96 | (1 << 32) / size;
            uint256 j = i;
            for (; j > 0 && w[j - 1] > word; --j) {
                (k[j], w[j]) = (k[j - 1], w[j - 1]);
            }
            (k[j], w[j]) = (key, word);
        }
    }

    function digestOf(bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
                ),
                keccak256("WeftBridge"),
                keccak256("1"),
                block.chainid,
                address(bridge),
                keccak256("weft-test-1")
            )
        );
        return keccak256(bytes.concat(hex"1901", domain, structHash));
    }

    /// @dev Signatures of the current set's validators in the mask.
    function sign(bytes32 structHash, uint256 mask) internal view returns (IWeftBridge.Quorum memory) {
        bytes memory signatures;
        for (uint256 i; i < keys.length; ++i) {
            if (mask & (1 << i) == 0) continue;
            (bytes32 r, bytes32 vs) = vm.signCompact(keys[i], digestOf(structHash));
            signatures = bytes.concat(signatures, r, vs);
        }
        return IWeftBridge.Quorum(words, mask, signatures);
    }

    function hashOf(IWeftBridge.Batch memory b) internal view returns (bytes32) {
        bytes memory list_;
        for (uint256 i; i < b.transfers.length; ++i) {
            list_ = bytes.concat(list_, abi.encode(b.transfers[i].to, b.transfers[i].amount));
        }
        return keccak256(
            abi.encode(
                keccak256(
                    "Batch(uint64 setNonce,uint64 nonce,address token,uint64 deadline,bytes32 transfers,uint256 fee)"
                ),
                bridge.setNonce(),
                b.nonce,
                b.token,
                b.deadline,
                keccak256(list_),
                b.fee
            )
        );
    }

    function hashOf(IWeftBridge.Listing memory l) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("Listing(uint64 setNonce,uint64 nonce,address token,uint8 kind,uint128 dayCap)"),
                bridge.setNonce(),
                l.nonce,
                l.token,
                l.kind,
                l.dayCap
            )
        );
    }

    function hashOf(IWeftBridge.Settlement memory s) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Settlement(uint64 setNonce,address target,uint256 bounty,bytes32 spec,bytes32 root,uint96 awarded,bytes32 model)"
                ),
                bridge.setNonce(),
                address(escrow),
                s.bounty,
                s.spec,
                s.root,
                s.awarded,
                s.model
            )
        );
    }

    function hashOf(uint64 newNonce, uint256[] memory newWords) internal view returns (bytes32) {
        bytes32 set = setHashOf(newNonce, newWords);
        return keccak256(
            abi.encode(
                keccak256("ValidatorSet(uint64 setNonce,uint64 newNonce,bytes32 set)"), bridge.setNonce(), newNonce, set
            )
        );
    }

    function setHashOf(uint64 nonce, uint256[] memory w) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(keccak256("Set(uint64 nonce,bytes32 words)"), nonce, keccak256(abi.encodePacked(w))));
    }

    function list(address token, IWeftBridge.Kind kind, uint128 dayCap) internal {
        IWeftBridge.Listing memory l = IWeftBridge.Listing(bridge.listingNonce() + 1, token, kind, dayCap);
        bridge.listAsset(l, sign(hashOf(l), QUORUM));
    }

    function rotate(uint64 newNonce, uint256[] memory newKeys, uint256[] memory newWords) internal {
        bridge.updateValidatorSet(newNonce, newWords, sign(hashOf(newNonce, newWords), QUORUM));
        (keys, words) = (newKeys, newWords);
    }

    /// @dev The next batch of a token, with one payment.
    function batchOf(address token, address to, uint96 amount) internal view returns (IWeftBridge.Batch memory b) {
        b = IWeftBridge.Batch(
            bridge.asset(token).batch + 1, token, uint64(block.timestamp) + 1 days, new IWeftBridge.Transfer[](1), 0
        );
        b.transfers[0] = IWeftBridge.Transfer(to, amount);
    }

    function execute(IWeftBridge.Batch memory b) internal {
        bridge.executeBatch(b, sign(hashOf(b), QUORUM));
    }

    function pay(address token, address to, uint96 amount) internal {
        execute(batchOf(token, to, amount));
    }

    function expect(bytes4 selector) internal {
        vm.expectPartialRevert(selector);
    }
}
