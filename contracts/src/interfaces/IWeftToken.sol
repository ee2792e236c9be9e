// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title The native coin of a weft chain on Ethereum
/// @notice Only the bridge mints, and burns what it holds itself. One token is a million units, as on the chain.
interface IWeftToken is IERC20Metadata, IERC20Permit {
    /// @notice Only the bridge mints and burns.
    error NotBridge(address caller);

    /// @notice Makes new units, for the bridge.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys units of the bridge, for the bridge.
    function burn(uint256 amount) external;

    /// @notice The bridge that deployed the token.
    function bridge() external view returns (address);
}
