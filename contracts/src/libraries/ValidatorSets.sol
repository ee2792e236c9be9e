// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IWeftBridge} from "../interfaces/IWeftBridge.sol";

/// @title Validator sets, of which a bridge keeps the hash only
/// @dev A set is one word a validator: address (160 bits) | zero (32) | power (64). Addresses rise, so that no validator
/// counts twice and the check takes one comparison each.
library ValidatorSets {
    uint256 internal constant MAX_SIZE = 125;

    /// @dev Powers are shares of this, rounded down by the chain.
    uint256 internal constant TOTAL_POWER = 1 << 32;

    /// @dev Signers need more than this.
    uint256 internal constant THRESHOLD = (TOTAL_POWER * 2) / 3;

    bytes32 internal constant SET_TYPEHASH = keccak256("Set(uint64 nonce,bytes32 words)");

    uint256 private constant SIGNATURE_SIZE = 64;

    /// @notice The hash under which a bridge knows a set.
    function hash(uint64 nonce, uint256[] memory words) internal pure returns (bytes32) {
        return keccak256(abi.encode(SET_TYPEHASH, nonce, keccak256(abi.encodePacked(words))));
    }

    /// @notice Reverts unless the words are a set whose validators can reach the threshold.
    function check(uint256[] memory words) internal pure {
        uint256 size = words.length;
        if (size == 0 || size > MAX_SIZE) revert IWeftBridge.SetSizeOutOfRange(size);
        uint256 total;
        uint256 last;
        for (uint256 i; i < size; ++i) {
            uint256 signer = words[i] >> 96;
            uint256 power = uint96(words[i]);
            if (signer <= last || power == 0) revert IWeftBridge.ValidatorOutOfOrder(i);
            total += power;
            last = signer;
        }
        if (total > TOTAL_POWER || total <= THRESHOLD) revert IWeftBridge.TotalPowerOutOfRange(total);
    }

    /// @notice Reverts unless signers of the digest hold more than two thirds of the power.
    /// @dev The caller has checked that the words are those of the current set. Signatures beyond those that reach the
    /// threshold are not looked at.
    function verify(bytes32 digest, IWeftBridge.Quorum calldata quorum) internal pure {
        uint256[] calldata words = quorum.words;
        bytes calldata signatures = quorum.signatures;
        uint256 signers = quorum.signers;
        uint256 size = words.length;
        uint256 power;
        uint256 end;
        for (uint256 i; i < size; ++i) {
            if (signers & (1 << i) == 0) continue;
            uint256 start = end;
            end += SIGNATURE_SIZE;
            if (signatures.length < end) revert IWeftBridge.SignaturesTooShort(signatures.length);
            uint256 word = words[i];
            // Refuses a high s and the zero address, which ecrecover gives for what is no signature.
            (address signer, ECDSA.RecoverError failure,) =
                ECDSA.tryRecover(digest, bytes32(signatures[start:]), bytes32(signatures[start + 32:]));
            if (failure != ECDSA.RecoverError.NoError || uint160(signer) != word >> 96) {
                revert IWeftBridge.InvalidSignature(i);
            }
            power += uint96(word);
            if (power > THRESHOLD) return;
        }
        revert IWeftBridge.InsufficientPower(power, THRESHOLD);
    }
}
