// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WeftBridge} from "../src/WeftBridge.sol";
import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {vm} from "./Vm.sol";

contract WeftBridgeTest is BridgeFixture {
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);

    /// Any mask of signers passes exactly when they hold more than two thirds: five of seven.
    function testFuzz_quorum(uint8 mask, uint96 amount) public {
        mask &= uint8(ALL);
        amount %= uint96(CAP);
        uint256 signers;
        for (uint256 i; i < SIZE; ++i) {
            signers += (mask >> i) & 1;
        }
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, amount);
        IWeftBridge.Quorum memory q = sign(hashOf(b), mask);
        if (signers < 5) expect(IWeftBridge.InsufficientPower.selector);
        bridge.executeBatch(b, q);
        vm.assertEq(weft.balanceOf(ALICE), signers < 5 ? 0 : amount);
    }

    /// Two thirds exactly are too little, one unit more is enough.
    function test_thresholdIsStrict() public {
        (uint256[] memory k, uint256[] memory w) = newSet(2, 5);
        uint256 mask = type(uint96).max;
        for (uint256 power = 2863311530; power <= 2863311531; ++power) {
            (w[0], w[1]) = (w[0] & ~mask | power, w[1] & ~mask | ((1 << 32) - power));
            rotate(bridge.setNonce() + 1, k, w);
            IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
            IWeftBridge.Quorum memory q = sign(hashOf(b), 1);
            if (power == 2863311530) expect(IWeftBridge.InsufficientPower.selector);
            bridge.executeBatch(b, q);
            if (power == 2863311530) bridge.executeBatch(b, sign(hashOf(b), 3));
        }
    }

    /// What was signed for one batch releases no other.
    function testFuzz_mutatedBatch(uint256 field, uint256 by) public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 7);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        field %= 7;
        if (field == 0) b.nonce += uint64(1 + by % 500);
        if (field == 1) b.token = address(usd);
        if (field == 2) b.deadline += uint64(1 + by % 1e9);
        if (field == 3) b.transfers[0].to = address(uint160(0xa11ce) ^ uint160(1 + by % 1e9));
        if (field == 4) b.transfers[0].amount += uint96(1 + by % 1e9);
        if (field == 5) b.fee += 1 + by % 1e9;
        if (field == 6) {
            b.transfers = new IWeftBridge.Transfer[](2);
            b.transfers[0] = b.transfers[1] = IWeftBridge.Transfer(ALICE, 7);
        }
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.executeBatch(b, q);
    }

    /// One struct's signatures do not pass for another kind, and a view of nobody's settlement is not the escrow's.
    function test_kindsDoNotMix() public {
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(1, bytes32(uint256(2)), bytes32(uint256(3)), 4, 0);
        IWeftBridge.Quorum memory q = sign(hashOf(s), ALL);
        vm.prank(address(escrow));
        bridge.verifySettlement(s, q);
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.verifySettlement(s, q);
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(usd), IWeftBridge.Kind.Lock, 4);
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.listAsset(l, q);
    }

    function test_replayedAndReorderedBatches() public {
        IWeftBridge.Batch memory first = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Batch memory second = batchOf(address(weft), ALICE, 2);
        second.nonce = 2;
        execute(second);
        IWeftBridge.Quorum memory q = sign(hashOf(second), ALL);
        expect(IWeftBridge.NonceOutOfRange.selector);
        bridge.executeBatch(second, q);
        q = sign(hashOf(first), ALL);
        expect(IWeftBridge.NonceOutOfRange.selector);
        bridge.executeBatch(first, q);
        // Numbers are those of a token.
        usd.mint(address(bridge), 5);
        pay(address(usd), BOB, 5);
        vm.assertEq(usd.balanceOf(BOB), 5);
    }

    /// Every bit set needs its signature, of the validator at its place.
    function test_signaturesMatchTheirBits() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), 0xf);
        q.signers = QUORUM;
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.SignaturesTooShort.selector, 256));
        bridge.executeBatch(b, q);
        q = sign(hashOf(b), QUORUM);
        q.signers = QUORUM << 1;
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.InvalidSignature.selector, 1));
        bridge.executeBatch(b, q);
        // Bits beyond the set and signatures beyond the quorum change nothing.
        q = sign(hashOf(b), ALL);
        q.signers |= 1 << 200;
        bridge.executeBatch(b, q);
    }

    function test_expiredBatch() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        vm.warp(b.deadline);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.BatchExpired.selector, b.deadline));
        bridge.executeBatch(b, q);
        vm.warp(b.deadline - 1);
        bridge.executeBatch(b, q);
    }

    function test_batchPaysRelayer() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 10);
        b.fee = 3;
        IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.BatchExecuted(2, address(weft), 1, BOB);
        vm.prank(BOB);
        bridge.executeBatch(b, q);
        vm.assertEq(weft.balanceOf(ALICE), 10);
        vm.assertEq(weft.balanceOf(BOB), 3);
        vm.assertEq(bridge.asset(address(weft)).spent, 13);
    }

    function test_tooManyTransfers() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        b.transfers = new IWeftBridge.Transfer[](101);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.TooManyTransfers.selector, 101));
        bridge.executeBatch(b, q);
    }

    /// Bits above an address or an amount are refused, not cut: one batch has one encoding.
    function test_dirtyTransferWords() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        bytes memory data = abi.encodeCall(bridge.executeBatch, (b, sign(hashOf(b), ALL)));
        for (uint256 i; i + 32 <= data.length - 4; i += 32) {
            uint256 word;
            assembly { word := mload(add(add(data, 36), i)) }
            if (word != uint160(ALICE)) continue;
            word |= 1 << 160;
            assembly { mstore(add(add(data, 36), i), word) }
            (bool ok,) = address(bridge).call(data);
            vm.assertTrue(!ok, "accepted an address of 161 bits");
            return;
        }
        vm.assertTrue(false, "recipient not found in the call");
    }

    function test_depositBurnsWeft() public {
        pay(address(weft), address(this), 100);
        weft.approve(address(bridge), 40);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.Deposited(3, address(weft), address(this), ACCOUNT, 9, 40);
        vm.assertEq(bridge.deposit(address(weft), 40, ACCOUNT, 9), 3);
        vm.assertEq(weft.totalSupply(), 60);
        vm.assertEq(weft.balanceOf(address(bridge)), 0);
    }

    function test_depositLocksOthers() public {
        vm.expectEmit(address(bridge));
        emit IWeftBridge.Deposited(2, address(usd), address(this), ACCOUNT, 0, 40);
        bridge.deposit(address(usd), 40, ACCOUNT, 0);
        vm.assertEq(usd.balanceOf(address(bridge)), 40);
        pay(address(usd), ALICE, 15);
        vm.assertEq(usd.balanceOf(ALICE), 15);
    }

    function test_depositRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.ZeroAccount.selector));
        bridge.deposit(address(usd), 1, bytes20(0), 0);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.ZeroAmount.selector));
        bridge.deposit(address(usd), 0, ACCOUNT, 0);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.AssetNotListed.selector, BOB));
        bridge.deposit(BOB, 1, ACCOUNT, 0);
    }

    /// None takes no deposits and lets go of what is there; a cap of 0 closes both ways.
    function test_closingAnAsset() public {
        bridge.deposit(address(usd), 100, ACCOUNT, 0);
        list(address(usd), IWeftBridge.Kind.None, CAP);
        expect(IWeftBridge.AssetNotListed.selector);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        pay(address(usd), ALICE, 60);
        list(address(usd), IWeftBridge.Kind.Lock, 0);
        expect(IWeftBridge.AssetNotListed.selector);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        IWeftBridge.Batch memory b = batchOf(address(usd), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        expect(IWeftBridge.AssetNotListed.selector);
        bridge.executeBatch(b, q);
    }

    function test_listingsInOrder() public {
        IWeftBridge.Listing memory l = IWeftBridge.Listing(4, address(usd), IWeftBridge.Kind.Lock, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(l), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NonceOutOfRange.selector, 4, 3, 3));
        bridge.listAsset(l, q);
        l.nonce = 2;
        q = sign(hashOf(l), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NonceOutOfRange.selector, 2, 3, 3));
        bridge.listAsset(l, q);
    }

    function test_dayCap() public {
        list(address(weft), IWeftBridge.Kind.Mint, 100);
        pay(address(weft), ALICE, 60);
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 40);
        b.fee = 1;
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.DayCapExceeded.selector, address(weft), 101, 100));
        bridge.executeBatch(b, q);
        b.fee = 0;
        execute(b);
        vm.warp((block.timestamp / 1 days + 1) * 1 days - 1);
        b = batchOf(address(weft), ALICE, 1);
        q = sign(hashOf(b), ALL);
        expect(IWeftBridge.DayCapExceeded.selector);
        bridge.executeBatch(b, q);
        vm.warp(block.timestamp + 1);
        bridge.executeBatch(b, q);
        vm.assertEq(bridge.asset(address(weft)).spent, 1);
    }

    function testFuzz_dayCap(uint96[8] memory amounts, uint128 dayCap, uint16[8] memory hoursLater) public {
        list(address(weft), IWeftBridge.Kind.Mint, dayCap % 1e20 + 1);
        dayCap = dayCap % 1e20 + 1;
        uint256 day = block.timestamp / 1 days;
        uint256 spent;
        for (uint256 i; i < 8; ++i) {
            vm.warp(block.timestamp + uint256(hoursLater[i]) % 20 * 1 hours);
            if (block.timestamp > uint256(START) + MAX_SET_AGE) return;
            if (block.timestamp / 1 days != day) (day, spent) = (block.timestamp / 1 days, 0);
            IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, uint96(amounts[i] % 1e20));
            IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
            bool over = spent + b.transfers[0].amount > dayCap;
            if (over) expect(IWeftBridge.DayCapExceeded.selector);
            else spent += b.transfers[0].amount;
            bridge.executeBatch(b, q);
        }
    }

    function test_rotation() public {
        (uint256[] memory k, uint256[] memory w) = newSet(5, 2);
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory old = sign(hashOf(b), ALL);
        vm.warp(START + 1 hours);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.ValidatorSetUpdated(2, 4, w);
        rotate(4, k, w);
        vm.assertEq(bridge.setNonce(), 4);
        vm.assertEq(bridge.setTime(), START + 1 hours);
        expect(IWeftBridge.UnknownValidatorSet.selector);
        bridge.executeBatch(b, old);
        execute(b);
    }

    /// The same validators under a new number: what they signed under the old one is void.
    function test_rotationVoidsWhatWasSigned() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        rotate(2, keys, words);
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.executeBatch(b, q);
    }

    function test_forgedSet() public {
        (uint256[] memory k, uint256[] memory w) = newSet(SIZE, 666);
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        (keys, words) = (k, w);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        expect(IWeftBridge.UnknownValidatorSet.selector);
        bridge.executeBatch(b, q);
        IWeftBridge.Quorum memory r = sign(hashOf(2, w), ALL);
        expect(IWeftBridge.UnknownValidatorSet.selector);
        bridge.updateValidatorSet(2, w, r);
    }

    function test_agesOfTheDeployment() public {
        IWeftBridge.Deployment memory d = IWeftBridge.Deployment("weft-test-1", 1, words, 0, 1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.AgesOutOfRange.selector, 0, 1));
        new WeftBridge(d);
        (d.maxSetAge, d.maxRotationAge) = (2, 1);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.AgesOutOfRange.selector, 2, 1));
        new WeftBridge(d);
        // Without a guardian nobody pauses, and ages may be unlimited.
        (d.maxSetAge, d.maxRotationAge) = (type(uint64).max, type(uint64).max);
        WeftBridge other = new WeftBridge(d);
        expect(IWeftBridge.NotGuardian.selector);
        other.pause();
        vm.assertEq(other.eventNonce(), 1);
    }

    /// A batch signed for one chain id, bridge or weft chain is void at another.
    function test_domainBindsChainAndContract() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        bytes32 here = bridge.domainSeparator();
        WeftBridge other =
            new WeftBridge(IWeftBridge.Deployment("weft-test-2", 1, words, MAX_SET_AGE, MAX_ROTATION_AGE, GUARDIAN));
        vm.assertTrue(other.domainSeparator() != here, "two bridges share a domain");
        vm.chainId(10);
        vm.assertTrue(bridge.domainSeparator() != here, "two chains share a domain");
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.executeBatch(b, q);
        execute(b); // signed anew, for this chain id
    }

    /// Too little gas fails the whole call, so that nobody turns payments into claims.
    function testFuzz_gasCannotFailPayments(uint256 gas) public {
        bridge.deposit(address(usd), 1000, ACCOUNT, 0);
        IWeftBridge.Batch memory b = batchOf(address(usd), ALICE, 10);
        b.transfers = new IWeftBridge.Transfer[](4);
        for (uint256 i; i < 4; ++i) {
            b.transfers[i] = IWeftBridge.Transfer(address(uint160(0x7000 + i)), 10);
        }
        bytes memory data = abi.encodeCall(bridge.executeBatch, (b, sign(hashOf(b), QUORUM)));
        (bool ok,) = address(bridge).call{gas: 80_000 + gas % 420_000}(data);
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(usd.balanceOf(b.transfers[i].to), ok ? 10 : 0);
            vm.assertEq(bridge.claimable(address(usd), b.transfers[i].to), 0);
        }
    }

    function test_onlyEscrowNotesBounties() public {
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NotEscrow.selector, address(this)));
        bridge.noteBounty(IWeftBridge.BountyNote(1, ALICE, address(usd), 1, bytes32(uint256(1)), 0, START + 1 days));
    }
}
