// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftToken} from "../src/interfaces/IWeftToken.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {vm} from "./Vm.sol";

contract WeftTokenTest is BridgeFixture {
    function test_onlyBridgeMintsAndBurns() public {
        vm.expectRevert(abi.encodeWithSelector(IWeftToken.NotBridge.selector, address(this)));
        weft.mint(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(IWeftToken.NotBridge.selector, address(this)));
        weft.burn(1);
        vm.assertEq(weft.bridge(), address(bridge));
    }

    function test_namesAndDecimals() public view {
        vm.assertEq(weft.name(), "Weft");
        vm.assertEq(weft.symbol(), "WEFT");
        vm.assertEq(weft.decimals(), 6);
    }

    /// A signed permit lets the bridge take a deposit, once.
    function test_permit() public {
        address owner = vm.addr(keys[0]);
        pay(address(weft), owner, 100);
        bytes32 permit = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                address(bridge),
                100,
                0,
                START
            )
        );
        (bytes32 r, bytes32 vs) =
            vm.signCompact(keys[0], keccak256(bytes.concat(hex"1901", weft.DOMAIN_SEPARATOR(), permit)));
        bytes32 s = bytes32(uint256(vs) & (type(uint256).max >> 1));
        weft.permit(owner, address(bridge), 100, START, uint8(27 + (uint256(vs) >> 255)), r, s);
        vm.prank(owner);
        bridge.deposit(address(weft), 100, ACCOUNT, 0);
        vm.assertEq(weft.totalSupply(), 0);
        expect(bytes4(keccak256("ERC2612InvalidSigner(address,address)")));
        weft.permit(owner, address(bridge), 100, START, uint8(27 + (uint256(vs) >> 255)), r, s);
    }
}
