// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBountyEscrow} from "../src/interfaces/IBountyEscrow.sol";
import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {vm} from "./Vm.sol";
import {FeeToken} from "./mocks/OddTokens.sol";

contract BountyEscrowTest is BridgeFixture {
    bytes32 private constant SPEC = keccak256("spec");
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);
    uint64 private constant DEADLINE = START + 2 days;

    function fund() private returns (uint256) {
        return escrow.fund(address(usd), 1000, SPEC, 7, DEADLINE);
    }

    function leaf(uint256 bounty, uint256 index, address winner, uint96 amount) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(bounty, index, winner, amount))));
    }

    function pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function proof(bytes32 sibling) private pure returns (bytes32[] memory p) {
        p = new bytes32[](1);
        p[0] = sibling;
    }

    /// @dev Settles for ALICE 600 at index 0 and BOB 300 at index 256, another word of claimed bits.
    function settle(uint256 bounty) private returns (bytes32 a, bytes32 b) {
        (a, b) = (leaf(bounty, 0, ALICE, 600), leaf(bounty, 256, BOB, 300));
        settle(IWeftBridge.Settlement(bounty, SPEC, pair(a, b), 900, keccak256("model")));
    }

    function settle(IWeftBridge.Settlement memory s) private {
        escrow.settle(s, sign(hashOf(s), QUORUM));
    }

    function test_fund() public {
        vm.expectEmit(address(bridge));
        emit IWeftBridge.BountyNoted(2, 1, address(this), address(usd), 1000, SPEC, 7, DEADLINE);
        vm.assertEq(fund(), 1);
        vm.assertEq(usd.balanceOf(address(escrow)), 1000);
        IBountyEscrow.Bounty memory b = escrow.bounties(1);
        vm.assertEq(b.sponsor, address(this));
        vm.assertEq(b.amount, 1000);
        vm.assertEq(b.job, 7);
        vm.assertEq(fund(), 2);
        vm.assertEq(bridge.eventNonce(), 3);
    }

    function test_fundRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.ZeroAmount.selector));
        escrow.fund(address(usd), 0, SPEC, 7, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.ZeroSpec.selector));
        escrow.fund(address(usd), 1, 0, 7, DEADLINE);
        expect(IBountyEscrow.DeadlineOutOfRange.selector);
        escrow.fund(address(usd), 1, SPEC, 7, START + 1 hours - 1);
        expect(IBountyEscrow.DeadlineOutOfRange.selector);
        escrow.fund(address(usd), 1, SPEC, 7, START + 3650 days + 1);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.AssetNotListed.selector, ALICE));
        escrow.fund(ALICE, 1, SPEC, 7, DEADLINE);
        FeeToken token = new FeeToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        token.approve(address(escrow), 1000);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.FeeOnTransfer.selector, 1000, 990));
        escrow.fund(address(token), 1000, SPEC, 7, DEADLINE);
    }

    function test_settleAndClaim() public {
        uint256 bounty = fund();
        (bytes32 a, bytes32 b) = settle(bounty);
        vm.expectEmit(address(escrow));
        emit IBountyEscrow.Claimed(bounty, 0, ALICE, 600);
        escrow.claim(bounty, 0, ALICE, 600, proof(b));
        vm.assertTrue(escrow.isClaimed(bounty, 0) && !escrow.isClaimed(bounty, 256), "wrong bits");
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.AlreadyClaimed.selector, bounty, 0));
        escrow.claim(bounty, 0, ALICE, 600, proof(b));
        escrow.claim(bounty, 256, BOB, 300, proof(a));
        vm.assertEq(usd.balanceOf(ALICE), 600);
        vm.assertEq(usd.balanceOf(BOB), 300);
        escrow.refund(bounty, address(0x5));
        vm.assertEq(usd.balanceOf(address(0x5)), 100);
        vm.assertEq(usd.balanceOf(address(escrow)), 0);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.ZeroAmount.selector));
        escrow.refund(bounty, address(0x5));
    }

    /// Any other index, winner, amount or bounty has no proof; an inner node is no leaf.
    function testFuzz_forgedClaim(uint256 index, address winner, uint96 amount) public {
        uint256 bounty = fund();
        (, bytes32 b) = settle(bounty);
        vm.assume(index != 0 || winner != ALICE || amount != 600);
        vm.assume(index != 256);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.InvalidProof.selector));
        escrow.claim(bounty, index, winner, amount, proof(b));
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.InvalidProof.selector));
        escrow.claim(bounty, index, winner, amount, new bytes32[](0));
    }

    /// A leaf of one bounty is worth nothing in another.
    function test_claimOfAnotherBounty() public {
        fund();
        uint256 other = fund();
        (bytes32 a, bytes32 b) = (leaf(1, 0, ALICE, 600), leaf(1, 256, BOB, 300));
        settle(IWeftBridge.Settlement(other, SPEC, pair(a, b), 900, 0));
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.InvalidProof.selector));
        escrow.claim(other, 0, ALICE, 600, proof(b));
    }

    function test_settleOnce() public {
        uint256 bounty = fund();
        settle(bounty);
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(bounty, SPEC, bytes32(uint256(1)), 1, 0);
        IWeftBridge.Quorum memory q = sign(hashOf(s), ALL);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.WrongState.selector, bounty, IBountyEscrow.State.Settled));
        escrow.settle(s, q);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.WrongState.selector, 2, IBountyEscrow.State.None));
        escrow.claim(2, 0, ALICE, 1, new bytes32[](0));
    }

    function test_settleRefusals() public {
        uint256 bounty = fund();
        refuse(IBountyEscrow.SpecMismatch.selector, IWeftBridge.Settlement(bounty, 0, SPEC, 1, 0));
        refuse(IBountyEscrow.AwardExceedsAmount.selector, IWeftBridge.Settlement(bounty, SPEC, SPEC, 1001, 0));
        refuse(IBountyEscrow.ZeroRoot.selector, IWeftBridge.Settlement(bounty, SPEC, 0, 1, 0));
        refuse(IBountyEscrow.WrongState.selector, IWeftBridge.Settlement(2, 0, SPEC, 0, 0));
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(bounty, SPEC, SPEC, 900, 0);
        IWeftBridge.Quorum memory q = sign(hashOf(s), 0xf);
        expect(IWeftBridge.InsufficientPower.selector);
        escrow.settle(s, q);
        q = sign(hashOf(s), ALL);
        s.awarded = 1000;
        expect(IWeftBridge.InvalidSignature.selector);
        escrow.settle(s, q);
    }

    function refuse(bytes4 selector, IWeftBridge.Settlement memory s) private {
        IWeftBridge.Quorum memory q = sign(hashOf(s), ALL);
        expect(selector);
        escrow.settle(s, q);
    }

    /// Nothing awarded: everything goes back at once, without a root.
    function test_settleForNobody() public {
        uint256 bounty = fund();
        settle(IWeftBridge.Settlement(bounty, SPEC, 0, 0, 0));
        escrow.refund(bounty, BOB);
        vm.assertEq(usd.balanceOf(BOB), 1000);
    }

    /// Leaves that sum to more than was awarded cannot take what is another bounty's.
    function test_rootPaysTooMuch() public {
        uint256 bounty = fund();
        fund();
        (bytes32 a, bytes32 b) = (leaf(bounty, 0, ALICE, 600), leaf(bounty, 1, BOB, 600));
        settle(IWeftBridge.Settlement(bounty, SPEC, pair(a, b), 1000, 0));
        escrow.claim(bounty, 0, ALICE, 600, proof(b));
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.ClaimExceedsAward.selector, 600, 400));
        escrow.claim(bounty, 1, BOB, 600, proof(a));
    }

    function test_refundAfterDeadline() public {
        uint256 bounty = fund();
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.NotSponsor.selector, ALICE));
        vm.prank(ALICE);
        escrow.refund(bounty, ALICE);
        vm.warp(DEADLINE + 7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.RefundTooSoon.selector, DEADLINE + 7 days));
        escrow.refund(bounty, BOB);
        vm.warp(DEADLINE + 7 days);
        escrow.refund(bounty, BOB);
        vm.assertEq(usd.balanceOf(BOB), 1000);
        vm.expectRevert(abi.encodeWithSelector(IBountyEscrow.ZeroAmount.selector));
        escrow.refund(bounty, BOB);
    }

    function test_refundedIsNotSettled() public {
        uint256 bounty = fund();
        vm.warp(START + MAX_SET_AGE);
        rotate(2, keys, words);
        vm.warp(DEADLINE + 7 days);
        escrow.refund(bounty, BOB);
        refuse(IBountyEscrow.WrongState.selector, IWeftBridge.Settlement(bounty, SPEC, SPEC, 900, 0));
    }

    /// A pause that begins just before the deadline leaves days to settle before the sponsor can take all back.
    function test_pauseDoesNotRobWinners() public {
        uint256 bounty = fund();
        vm.warp(DEADLINE);
        vm.prank(GUARDIAN);
        bridge.pause();
        vm.warp(DEADLINE + 3 days);
        settle(bounty);
    }

    /// A sponsor or winner whom the token blocks stops nobody else.
    function test_blockedSponsorAndWinner() public {
        uint256 bounty = fund();
        usd.setBlocked(address(this), true);
        usd.setBlocked(ALICE, true);
        (bytes32 a, bytes32 b) = settle(bounty);
        escrow.claim(bounty, 256, BOB, 300, proof(a));
        expect(bytes4(keccak256("Blocked(address)")));
        escrow.claim(bounty, 0, ALICE, 600, proof(b));
        escrow.refund(bounty, BOB);
        vm.assertEq(usd.balanceOf(BOB), 400);
        usd.setBlocked(ALICE, false);
        escrow.claim(bounty, 0, ALICE, 600, proof(b));
    }
}
