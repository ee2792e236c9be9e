// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../interfaces/IWeftBridge.sol";

/// @title What validators sign, as EIP-712 wants it
/// @dev Every struct begins with the number of the set that signs: a rotation voids what was signed before. The domain
/// binds chain, contract and weft chain; the type hash keeps messages of one kind from passing as another.
library Digests {
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)");
    bytes32 internal constant VALIDATOR_SET_TYPEHASH =
        keccak256("ValidatorSet(uint64 setNonce,uint64 newNonce,bytes32 set)");
    bytes32 internal constant BATCH_TYPEHASH =
        keccak256("Batch(uint64 setNonce,uint64 nonce,address token,uint64 deadline,bytes32 transfers,uint256 fee)");
    bytes32 internal constant LISTING_TYPEHASH =
        keccak256("Listing(uint64 setNonce,uint64 nonce,address token,uint8 kind,uint128 dayCap)");
    bytes32 internal constant SETTLEMENT_TYPEHASH = keccak256(
        "Settlement(uint64 setNonce,address target,uint256 bounty,bytes32 spec,bytes32 root,uint96 awarded,bytes32 model)"
    );

    bytes32 private constant NAME_HASH = keccak256("WeftBridge");
    bytes32 private constant VERSION_HASH = keccak256("1");

    function domain(uint256 chainId, address bridge, bytes32 salt) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, chainId, bridge, salt));
    }

    function validatorSet(uint64 setNonce, uint64 newNonce, bytes32 set) internal pure returns (bytes32) {
        return keccak256(abi.encode(VALIDATOR_SET_TYPEHASH, setNonce, newNonce, set));
    }

    function batch(uint64 setNonce, IWeftBridge.Batch calldata b) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(BATCH_TYPEHASH, setNonce, b.nonce, b.token, b.deadline, transfers(b.transfers), b.fee));
    }

    /// @dev Two words a transfer: the array's own encoding without its length, which needs no copy in parts. The words
    /// are used as they came; whoever reads a transfer's fields reverts on bits outside of their types.
    function transfers(IWeftBridge.Transfer[] calldata list) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mul(list.length, 64)
            calldatacopy(free, list.offset, size)
            result := keccak256(free, size)
        }
    }

    function listing(uint64 setNonce, IWeftBridge.Listing calldata l) internal pure returns (bytes32) {
        return keccak256(abi.encode(LISTING_TYPEHASH, setNonce, l.nonce, l.token, l.kind, l.dayCap));
    }

    function settlement(uint64 setNonce, address target, IWeftBridge.Settlement calldata s)
        internal
        pure
        returns (bytes32)
    {
        return
            keccak256(abi.encode(SETTLEMENT_TYPEHASH, setNonce, target, s.bounty, s.spec, s.root, s.awarded, s.model));
    }
}
