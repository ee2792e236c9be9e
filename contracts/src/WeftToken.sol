// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IWeftToken} from "./interfaces/IWeftToken.sol";

/// @dev Deployed by the bridge. No owner, no roles: the bridge burns what it holds, nobody else's.
contract WeftToken is IWeftToken, ERC20Permit {
    /// @inheritdoc IWeftToken
    address public immutable override bridge = msg.sender;

    constructor() ERC20("Weft", "WEFT") ERC20Permit("Weft") {}

    modifier onlyBridge() {
        if (msg.sender != bridge) revert NotBridge(msg.sender);
        _;
    }

    /// @inheritdoc IWeftToken
    function mint(address to, uint256 amount) external override onlyBridge {
        _mint(to, amount);
    }

    /// @inheritdoc IWeftToken
    function burn(uint256 amount) external override onlyBridge {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public pure override(ERC20, IERC20Metadata) returns (uint8) {
        return 6;
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }
}
