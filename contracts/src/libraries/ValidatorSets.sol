// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../interfaces/IWeftBridge.sol";

/// @title Validator sets, of which a bridge keeps the hash only
/// @dev A set is one word a validator: address (160 bits) | power (96). Addresses rise, so that no validator counts
/// twice and the check takes one comparison each.
library ValidatorSets {
    uint256 internal constant MAX_SIZE = 125;

    /// @dev Powers are shares of this, rounded down by the chain.
    uint256 internal constant TOTAL_POWER = 1 << 32;

    /// @dev Signers need more than this.
    uint256 internal constant THRESHOLD = (TOTAL_POWER * 2) / 3;

    bytes32 internal constant SET_TYPEHASH = keccak256("Set(uint64 nonce,bytes32 words)");

    uint256 private constant POWER_MASK = type(uint96).max;
    uint256 private constant SIGNATURE_SIZE = 64;

    /// @notice The hash under which a bridge knows a set.
    function hash(uint64 nonce, uint256[] memory words) internal pure returns (bytes32) {
        bytes32 packed;
        // An array of words in memory is its length, then the words one after the other.
        assembly ("memory-safe") {
            packed := keccak256(add(words, 32), mul(mload(words), 32))
        }
        return keccak256(abi.encode(SET_TYPEHASH, nonce, packed));
    }

    /// @notice Reverts unless the words are a set whose validators can reach the threshold.
    function check(uint256[] memory words) internal pure {
        uint256 size = words.length;
        if (size == 0 || size > MAX_SIZE) revert IWeftBridge.SetSizeOutOfRange(size);
        uint256 total;
        uint256 last;
        for (uint256 i; i < size; ++i) {
            uint256 word = words[i];
            uint256 signer = word >> 96;
            uint256 power = word & POWER_MASK;
            if (signer <= last || power == 0) revert IWeftBridge.ValidatorOutOfOrder(i);
            total += power;
            last = signer;
        }
        if (total > TOTAL_POWER || total <= THRESHOLD) revert IWeftBridge.TotalPowerOutOfRange(total);
    }

    /// @notice Reverts unless signers of the digest hold more than two thirds of the power.
    /// @dev The caller has checked that the words are those of the current set. Signatures beyond those that reach the
    /// threshold are not looked at.
    function verify(bytes32 digest, uint256[] memory words, uint256 signers, bytes calldata signatures) internal view {
        uint256 size = words.length;
        uint256 power;
        uint256 start;
        for (uint256 i; i < size; ++i) {
            if ((signers >> i) & 1 == 0) continue;
            uint256 word = words[i];
            // Sums of at most 125 powers and sizes stay far below 2^256.
            unchecked {
                if (start + SIGNATURE_SIZE > signatures.length) {
                    revert IWeftBridge.SignaturesTooShort(signatures.length);
                }
                if (recover(digest, signatures, start) != word >> 96) revert IWeftBridge.InvalidSignature(i);
                power += word & POWER_MASK;
                start += SIGNATURE_SIZE;
            }
            if (power > THRESHOLD) return;
        }
        revert IWeftBridge.InsufficientPower(power, THRESHOLD);
    }

    /// @dev The address that signed, or 0, which no set contains. Written out because a quorum of a large set calls it 84
    /// times: it costs 150 gas less than the library's function, which reads a signature of memory.
    function recover(bytes32 digest, bytes calldata signatures, uint256 start) private view returns (uint256 signer) {
        assembly ("memory-safe") {
            let input := mload(0x40)
            let r := add(signatures.offset, start)
            let vs := calldataload(add(r, 32))
            // The highest bit is the parity of y (EIP-2098), the rest is s.
            let s := shr(1, shl(1, vs))
            mstore(input, digest)
            mstore(add(input, 32), add(shr(255, vs), 27))
            mstore(add(input, 64), calldataload(r))
            mstore(add(input, 96), s)
            mstore(0, 0)
            // An s in the upper half of the order would be a second signature of the same digest.
            if lt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1) {
                // It fails by returning nothing, which leaves the 0 there.
                pop(staticcall(gas(), 1, input, 128, 0, 32))
            }
            signer := mload(0)
        }
    }
}
