// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev Keeps a hundredth of every transfer.
contract FeeToken is ERC20 {
    constructor() ERC20("Fee", "FEE") {
        _mint(msg.sender, 1e12);
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 fee = from == address(0) ? 0 : amount / 100;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0xfee), fee);
    }
}

/// @dev Its transfers say nothing, false, something else, too much, or use all gas.
contract OddToken {
    enum Answer {
        Nothing,
        False,
        Two,
        Short,
        Flood,
        Burn
    }

    Answer public answer;
    mapping(address owner => uint256) public balanceOf;

    function set(Answer a) external {
        answer = a;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        Answer a = answer;
        if (a == Answer.Burn) while (true) a = Answer.Burn;
        if (a == Answer.Nothing) {
            balanceOf[msg.sender] -= amount;
            balanceOf[to] += amount;
            return;
        }
        assembly ("memory-safe") {
            let free := mload(0x40)
            switch a
            case 1 { return(free, mul(32, iszero(mload(0x60)))) }
            case 2 {
                mstore(free, 2)
                return(free, 32)
            }
            case 3 {
                mstore(free, not(0))
                return(free, 31)
            }
            default { return(free, 100000) }
        }
    }
}

/// @dev Calls back whoever it is told to when it is moved.
contract HookToken is ERC20 {
    address public target;
    bytes public data;
    bool public entered;
    bytes public failure;

    constructor() ERC20("Hook", "HOOK") {
        _mint(msg.sender, 1e12);
    }

    function set(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        (entered, failure) = target.call(data);
    }
}
