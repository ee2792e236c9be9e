// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WeftBridge} from "../src/WeftBridge.sol";
import {WeftToken} from "../src/WeftToken.sol";
import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {BridgeHandler} from "./BridgeHandler.sol";
import {vm} from "./Vm.sol";
import {TestUSD} from "./mocks/TestUSD.sol";

/// @dev What holds after any sequence of actions of BridgeHandler.
contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    BridgeHandler private handler;
    WeftBridge private bridge;
    WeftToken private weft;
    address private escrow;
    TestUSD private usd;

    function setUp() public {
        handler = new BridgeHandler();
        handler.setUp();
        (address b, address w, address e, address u) = handler.contracts();
        (bridge, weft, escrow, usd) = (WeftBridge(b), WeftToken(w), e, TestUSD(u));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory actions = new bytes4[](14);
        actions[0] = handler.depositUsd.selector;
        actions[1] = handler.depositWeft.selector;
        actions[2] = handler.executeBatch.selector;
        actions[3] = handler.attack.selector;
        actions[4] = handler.claim.selector;
        actions[5] = handler.block_.selector;
        actions[6] = handler.changeCap.selector;
        actions[7] = handler.rotateSet.selector;
        actions[8] = handler.pause.selector;
        actions[9] = handler.wait_.selector;
        actions[10] = handler.fund.selector;
        actions[11] = handler.settle.selector;
        actions[12] = handler.claimBounty.selector;
        actions[13] = handler.refund.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), actions);
    }

    /// Every unit of WEFT was minted by a batch and not burned by a deposit; what failed to be minted can be claimed.
    function invariant_weftSupply() public view {
        vm.assertEq(
            weft.totalSupply() + handler.outstanding(address(weft)),
            handler.left(address(weft)) - handler.entered(address(weft))
        );
    }

    /// The bridge holds what was deposited and not paid out, and all that can be claimed.
    function invariant_dollarsLocked() public view {
        uint256 claims = handler.outstanding(address(usd));
        vm.assertEq(usd.balanceOf(address(bridge)), handler.entered(address(usd)) - handler.left(address(usd)) + claims);
    }

    /// The escrow holds what it owes to sponsors and winners.
    function invariant_escrowSolvent() public view {
        vm.assertEq(usd.balanceOf(escrow), handler.owedByEscrow());
    }

    /// What the bridge counts against a day's cap is what left on that day.
    function invariant_dayCap() public view {
        for (uint256 i; i < 2; ++i) {
            address token = i == 0 ? address(usd) : address(weft);
            IWeftBridge.Asset memory a = bridge.asset(token);
            vm.assertEq(a.spent, handler.leftOn(token, a.day));
        }
    }

    /// No event number was left out or given twice.
    function invariant_eventNumbers() public view {
        vm.assertEq(bridge.eventNonce(), handler.lastEvent());
    }
}
