// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../interfaces/IWeftBridge.sol";

/// @title Calls of tokens that may fail without stopping their caller
library Payments {
    /// @dev What a token may use for one payment; several times what a transfer to a new holder costs.
    uint256 internal constant GAS = 200_000;

    /// @dev What must be left before: the call hands on at most 63 of 64 parts, and itself costs less than 5000. Without
    /// this check whoever submits a batch could let its payments fail by giving it too little gas.
    uint256 internal constant NEEDED = GAS + GAS / 63 + 5_000;

    /// @notice Calls a token; false if it reverts, returns false, or is no contract.
    function attempt(address token, bytes memory data) internal returns (bool ok) {
        uint256 left = gasleft();
        if (left < NEEDED) revert IWeftBridge.InsufficientGas(left, NEEDED);
        uint256 limit = GAS;
        assembly ("memory-safe") {
            // One word of what it returns is looked at and no more is copied.
            mstore(0, 0)
            ok := call(limit, token, 0, add(data, 32), mload(data), 0, 32)
            switch returndatasize()
            case 0 { ok := and(ok, gt(extcodesize(token), 0)) }
            default { ok := and(ok, and(gt(returndatasize(), 31), eq(mload(0), 1))) }
        }
    }
}
