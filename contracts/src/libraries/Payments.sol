// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../interfaces/IWeftBridge.sol";

/// @title Payments by tokens that may fail without stopping their caller
library Payments {
    /// @dev What a token may use for one payment; several times what a transfer to a new holder costs.
    uint256 internal constant GAS = 200_000;

    /// @dev What must be left before: the call hands on at most 63 of 64 parts, and itself costs less than 5000. Without
    /// this check whoever submits a batch could let its payments fail by giving it too little gas.
    uint256 internal constant NEEDED = GAS + GAS / 63 + 5_000;

    /// @notice Calls a token's function of a recipient and an amount; false if it reverts, returns anything but true or
    /// nothing, or is no contract.
    function attempt(address token, bytes4 selector, address to, uint256 amount) internal returns (bool ok) {
        uint256 left = gasleft();
        if (left < NEEDED) revert IWeftBridge.InsufficientGas(left, NEEDED);
        uint256 limit = GAS;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, selector)
            mstore(add(input, 4), to)
            mstore(add(input, 36), amount)
            // One word of what it returns is looked at and no more is copied; where it returns less, zeros follow.
            mstore(0, 0)
            ok := call(limit, token, 0, input, 68, 0, 32)
            switch returndatasize()
            case 0 { ok := and(ok, gt(extcodesize(token), 0)) }
            default { ok := and(ok, eq(mload(0), 1)) }
        }
    }
}
