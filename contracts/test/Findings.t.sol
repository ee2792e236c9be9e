// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {vm, Vm} from "./Vm.sol";
import {FeeToken, HookToken, OddToken} from "./mocks/OddTokens.sol";

/// @dev What went wrong in other bridges, one test a finding; the README has the table. C4 is the audit contest of
/// Gravity Bridge in 2021, Gravity2026 its loss of May 2026.
contract FindingsTest is BridgeFixture {
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);

    /// The largest set is one event of a bounded size; one validator more is refused.
    function test_C4_H04_setSizeIsBounded() public {
        (uint256[] memory k, uint256[] memory w) = newSet(125, 3);
        vm.recordLogs();
        rotate(2, k, w);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1);
        vm.assertEq(logs[0].data.length, 32 * (3 + 125));
    }

    function test_C4_M03_rotationsNeedNumbersInOrder() public {
        rotate(3, keys, words);
        for (uint64 n = 1; n <= 3; ++n) {
            IWeftBridge.Quorum memory q = sign(hashOf(n, words), ALL);
            vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NonceOutOfRange.selector, n, 3, 1003));
            bridge.updateValidatorSet(n, words, q);
        }
    }

    /// A set is refused if it cannot reach the threshold, exceeds the total, is empty, too large, or not in order.
    function test_C4_M01_newSetIsChecked() public {
        refuseSet(IWeftBridge.SetSizeOutOfRange.selector, new uint256[](0));
        (, uint256[] memory w) = newSet(126, 3);
        refuseSet(IWeftBridge.SetSizeOutOfRange.selector, w);
        w = new uint256[](2);
        (w[0], w[1]) = (1 << 96 | (1 << 31), 2 << 96 | (1 << 31) + 1);
        refuseSet(IWeftBridge.TotalPowerOutOfRange.selector, w);
        (w[0], w[1]) = (1 << 96 | 1, 2 << 96 | 2863311529);
        refuseSet(IWeftBridge.TotalPowerOutOfRange.selector, w);
        (w[0], w[1]) = (2 << 96 | (1 << 31), 1 << 96 | (1 << 31));
        refuseSet(IWeftBridge.ValidatorOutOfOrder.selector, w);
        (w[0], w[1]) = (1 << 96 | (1 << 31), 1 << 96 | (1 << 31));
        refuseSet(IWeftBridge.ValidatorOutOfOrder.selector, w);
        (w[0], w[1]) = (1 << 31, 1 << 96 | (1 << 31));
        refuseSet(IWeftBridge.ValidatorOutOfOrder.selector, w);
        (w[0], w[1]) = (1 << 96, 2 << 96 | 4294967295);
        refuseSet(IWeftBridge.ValidatorOutOfOrder.selector, w);
        (w[0], w[1]) = (1 << 96 | type(uint96).max, 2 << 96 | 1);
        refuseSet(IWeftBridge.TotalPowerOutOfRange.selector, w);
    }

    function refuseSet(bytes4 selector, uint256[] memory w) private {
        IWeftBridge.Quorum memory q = sign(hashOf(2, w), ALL);
        expect(selector);
        bridge.updateValidatorSet(2, w, q);
    }

    /// What arrives counts in a deposit; the escrow refuses such tokens.
    function test_C4_M04_feeOnTransfer() public {
        FeeToken token = new FeeToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        token.approve(address(bridge), 1000);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.Deposited(2, address(token), address(this), ACCOUNT, 0, 990);
        bridge.deposit(address(token), 1000, ACCOUNT, 0);
        vm.assertEq(token.balanceOf(address(bridge)), 990);
    }

    /// A signature has a mirror image, with a high s, that ecrecover takes as well: the bridge does not. In 255 bits there
    /// is room for a few high s; this key was made for a batch so that the lowest of them is one of its signatures.
    function test_C4_L01_malleableSignature() public {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        uint256 high = order / 2 + 1;
        rotate(2, keys, words);
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        uint256 k = 12345;
        Vm.Wallet memory point = vm.createWallet(k);
        uint256 r = point.publicKeyX % order;
        uint256 digest = uint256(digestOf(hashOf(b)));
        // s = (digest + r key) / k, solved for the key.
        uint256 key = mulmod(addmod(mulmod(high, k, order), order - digest % order, order), inverse(r, order), order);
        uint256 parity = point.publicKeyY & 1;
        address signer = vm.addr(key);
        vm.assertEq(ecrecover(bytes32(digest), uint8(27 + parity), bytes32(r), bytes32(high)), signer);

        // The batch's digest does not depend on who is in the set, only on its number.
        uint256[] memory w = new uint256[](1);
        w[0] = uint256(uint160(signer)) << 96 | 1 << 32;
        vm.store(address(bridge), bytes32(uint256(0)), setHashOf(2, w));
        words = w;
        refuse(b, bytes.concat(bytes32(r), bytes32(high | parity << 255)));
        refuse(b, bytes.concat(bytes32(r), bytes32(high | (1 - parity) << 255)));
        refuse(b, new bytes(64));
        uint256 low = order - high;
        refuse(b, bytes.concat(bytes32(r), bytes32(low | parity << 255)));
        bytes memory good = bytes.concat(bytes32(r), bytes32(low | (1 - parity) << 255));
        bridge.executeBatch(b, IWeftBridge.Quorum(words, 1, good));
    }

    /// @dev By Fermat's little theorem.
    function inverse(uint256 a, uint256 prime) private pure returns (uint256 result) {
        result = 1;
        for (uint256 e = prime - 2; e != 0; e >>= 1) {
            if (e & 1 == 1) result = mulmod(result, a, prime);
            a = mulmod(a, a, prime);
        }
    }

    function refuse(IWeftBridge.Batch memory b, bytes memory signature) private {
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.executeBatch(b, IWeftBridge.Quorum(words, 1, signature));
    }

    /// A number far ahead would end all batches; the window is 1000.
    function test_C4_L02_batchNumberJump() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        (b.nonce, b.transfers[0].amount) = (1001, 2);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NonceOutOfRange.selector, 1001, 0, 1000));
        bridge.executeBatch(b, q);
        b.nonce = 1000;
        execute(b);
        b.nonce = type(uint64).max;
        q = sign(hashOf(b), ALL);
        expect(IWeftBridge.NonceOutOfRange.selector);
        bridge.executeBatch(b, q);
    }

    function test_C4_L06_setNumberJump() public {
        IWeftBridge.Quorum memory q = sign(hashOf(1002, words), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NonceOutOfRange.selector, 1002, 1, 1001));
        bridge.updateValidatorSet(1002, words, q);
        q = sign(hashOf(type(uint64).max, words), ALL);
        expect(IWeftBridge.NonceOutOfRange.selector);
        bridge.updateValidatorSet(type(uint64).max, words, q);
        rotate(1001, keys, words);
    }

    /// A recipient that the token blocks keeps a claim and stops nobody; so does the relayer.
    function test_C4_L05_blockedRecipient() public {
        bridge.deposit(address(usd), 1000, ACCOUNT, 0);
        usd.setBlocked(ALICE, true);
        usd.setBlocked(address(this), true);
        IWeftBridge.Batch memory b = batchOf(address(usd), ALICE, 100);
        b.transfers = new IWeftBridge.Transfer[](3);
        b.transfers[0] = b.transfers[2] = IWeftBridge.Transfer(ALICE, 100);
        b.transfers[1] = IWeftBridge.Transfer(BOB, 200);
        b.fee = 3;
        IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.PushFailed(address(usd), ALICE, 100);
        bridge.executeBatch(b, q);
        vm.assertEq(usd.balanceOf(BOB), 200);
        vm.assertEq(bridge.claimable(address(usd), ALICE), 200);
        vm.assertEq(bridge.claimable(address(usd), address(this)), 3);
        vm.prank(ALICE);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.Claimed(address(usd), ALICE, BOB, 200);
        bridge.claim(address(usd), BOB);
        vm.assertEq(usd.balanceOf(BOB), 400);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.ZeroAmount.selector));
        bridge.claim(address(usd), BOB);
    }

    /// A token that uses all gas it is given costs a bounded part of the caller's.
    function test_C4_L05_gasBurningToken() public {
        OddToken token = new OddToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        token.set(OddToken.Answer.Burn);
        IWeftBridge.Batch memory b = batchOf(address(token), ALICE, 1);
        b.transfers = new IWeftBridge.Transfer[](3);
        b.transfers[0] = b.transfers[1] = b.transfers[2] = IWeftBridge.Transfer(ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
        bridge.executeBatch{gas: 900_000}(b, q);
        vm.assertEq(bridge.claimable(address(token), ALICE), 3);
    }

    /// Whatever a token does, 64 payments to new claimants fit the gas of one transaction (EIP-7825) with the largest set.
    function test_C4_L05_worstBatchFits() public {
        (uint256[] memory k, uint256[] memory w) = newSet(125, 3);
        rotate(2, k, w);
        OddToken token = new OddToken();
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(token), IWeftBridge.Kind.Lock, CAP);
        bridge.listAsset(l, sign(hashOf(l), type(uint256).max));
        token.set(OddToken.Answer.Burn);
        IWeftBridge.Batch memory b = batchOf(address(token), ALICE, 1);
        b.transfers = new IWeftBridge.Transfer[](64);
        for (uint256 i; i < 64; ++i) {
            b.transfers[i] = IWeftBridge.Transfer(address(uint160(0x7000 + i)), 1);
        }
        bytes memory data = abi.encodeCall(bridge.executeBatch, (b, sign(hashOf(b), (1 << 84) - 1)));
        (bool ok,) = address(bridge).call{gas: 16_777_216 - 21_000 - 16 * data.length}(data);
        vm.assertTrue(ok, "out of gas");
        vm.assertEq(bridge.claimable(address(token), address(0x703f)), 1);
    }

    /// Nobody can be minted nothing: the sum stays where nobody can claim it, and the batch goes on.
    function test_C4_N02_zeroRecipient() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), address(0), 100);
        b.transfers = new IWeftBridge.Transfer[](2);
        b.transfers[0] = IWeftBridge.Transfer(address(0), 100);
        b.transfers[1] = IWeftBridge.Transfer(BOB, 5);
        execute(b);
        vm.assertEq(weft.balanceOf(BOB), 5);
        vm.assertEq(weft.totalSupply(), 5);
        vm.assertEq(bridge.claimable(address(weft), address(0)), 100);
    }

    /// A set that is too old moves nothing, and an older one cannot even name its successor.
    function test_C4_N04_oldSet() public {
        bridge.deposit(address(usd), 1000, ACCOUNT, 0);
        IWeftBridge.Batch memory b = batchOf(address(usd), ALICE, 1);
        b.deadline = START + 365 days;
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(1, 0, 0, 0, 0);
        IWeftBridge.Quorum memory qs = sign(hashOf(s), ALL);
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(usd), IWeftBridge.Kind.Lock, CAP);
        IWeftBridge.Quorum memory ql = sign(hashOf(l), ALL);
        vm.warp(START + MAX_SET_AGE + 1);
        bytes memory old = abi.encodeWithSelector(IWeftBridge.ValidatorSetExpired.selector, START + MAX_SET_AGE);
        vm.expectRevert(old);
        bridge.executeBatch(b, q);
        vm.expectRevert(old);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        vm.expectRevert(old);
        bridge.verifySettlement(s, qs);
        vm.expectRevert(old);
        bridge.listAsset(l, ql);
        vm.expectRevert(old);
        escrow.fund(address(usd), 1, bytes32(uint256(1)), 0, START + 30 days);
        vm.warp(START + MAX_SET_AGE);
        bridge.executeBatch(b, q);
        q = sign(hashOf(2, words), ALL);
        vm.warp(START + MAX_ROTATION_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.ValidatorSetExpired.selector, START + MAX_ROTATION_AGE));
        bridge.updateValidatorSet(2, words, q);
        vm.warp(START + MAX_ROTATION_AGE);
        bridge.updateValidatorSet(2, words, q);
        pay(address(usd), ALICE, 1);
    }

    /// What could not be paid is owed, however old the set.
    function test_C4_N04_claimsOutliveTheSet() public {
        bridge.deposit(address(usd), 1000, ACCOUNT, 0);
        usd.setBlocked(ALICE, true);
        pay(address(usd), ALICE, 10);
        vm.warp(START + 365 days);
        vm.prank(ALICE);
        bridge.claim(address(usd), BOB);
        vm.assertEq(usd.balanceOf(BOB), 10);
    }

    /// Nobody but validators lists a token, and none is what it is not.
    function test_C4_N06_listingNeedsQuorum() public {
        OddToken token = new OddToken();
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(token), IWeftBridge.Kind.Lock, CAP);
        IWeftBridge.Quorum memory q = sign(hashOf(l), 0xf);
        expect(IWeftBridge.InsufficientPower.selector);
        bridge.listAsset(l, q);
        expect(IWeftBridge.AssetNotListed.selector);
        bridge.deposit(address(token), 1, ACCOUNT, 0);
    }

    /// The guardian stops what moves, for three days in six, and not rotations.
    function test_C4_N16_guardianPauses() public {
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        b.deadline = START + 30 days;
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(1, 0, 0, 0, 0);
        IWeftBridge.Quorum memory qs = sign(hashOf(s), ALL);
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, address(usd), IWeftBridge.Kind.Lock, CAP);
        IWeftBridge.Quorum memory ql = sign(hashOf(l), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.NotGuardian.selector, address(this)));
        bridge.pause();
        vm.prank(GUARDIAN);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.Paused(START + 3 days);
        bridge.pause();
        vm.warp(START + 3 days - 1);
        bytes memory paused = abi.encodeWithSelector(IWeftBridge.BridgePaused.selector, START + 3 days);
        vm.expectRevert(paused);
        bridge.executeBatch(b, q);
        vm.expectRevert(paused);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        vm.expectRevert(paused);
        bridge.verifySettlement(s, qs);
        vm.expectRevert(paused);
        bridge.listAsset(l, ql);
        vm.expectRevert(paused);
        bridge.claim(address(usd), ALICE);
        vm.expectRevert(paused);
        escrow.fund(address(usd), 1, bytes32(uint256(1)), 0, START + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.PauseTooSoon.selector, START + 6 days));
        vm.prank(GUARDIAN);
        bridge.pause();
        vm.warp(START + 3 days);
        bridge.executeBatch(b, q);
        vm.warp(START + 6 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.PauseTooSoon.selector, START + 6 days));
        vm.prank(GUARDIAN);
        bridge.pause();
        vm.warp(START + 6 days);
        vm.prank(GUARDIAN);
        bridge.pause();
    }

    /// Validators can rotate in a pause, which voids whatever should not have been signed.
    function test_C4_N16_rotationDuringPause() public {
        IWeftBridge.Batch memory wrong = batchOf(address(weft), ALICE, 1);
        wrong.deadline = START + 30 days;
        IWeftBridge.Quorum memory q = sign(hashOf(wrong), ALL);
        vm.prank(GUARDIAN);
        bridge.pause();
        rotate(2, keys, words);
        vm.warp(START + 4 days);
        expect(IWeftBridge.InvalidSignature.selector);
        bridge.executeBatch(wrong, q);
    }

    /// Two batches that differ anywhere have different digests: fields are words, not text with separators.
    function testFuzz_Gravity2026_digestsDiffer(IWeftBridge.Batch memory a, IWeftBridge.Batch memory b) public view {
        if (keccak256(abi.encode(a)) == keccak256(abi.encode(b))) return;
        vm.assertTrue(hashOf(a) != hashOf(b), "two batches share a digest");
    }

    /// The native coin is minted and nothing else is; an asset never changes what it is; what is no contract is no token.
    function test_Gravity2026_assetsKeepTheirKind() public {
        refuseListing(address(usd), IWeftBridge.Kind.Mint);
        refuseListing(address(weft), IWeftBridge.Kind.Lock);
        refuseListing(ALICE, IWeftBridge.Kind.Lock);
        refuseListing(address(0), IWeftBridge.Kind.None);
    }

    function refuseListing(address token, IWeftBridge.Kind kind) private {
        IWeftBridge.Listing memory l = IWeftBridge.Listing(3, token, kind, CAP);
        IWeftBridge.Quorum memory q = sign(hashOf(l), ALL);
        vm.expectRevert(abi.encodeWithSelector(IWeftBridge.KindMismatch.selector, token, kind));
        bridge.listAsset(l, q);
    }

    /// Stolen signatures of a quorum still meet the day's cap, and what lifts it waits.
    function test_Gravity2026_capBoundsALoss() public {
        bridge.deposit(address(usd), 1_000_000, ACCOUNT, 0);
        list(address(usd), IWeftBridge.Kind.Lock, 1000);
        pay(address(usd), BOB, 1000);
        IWeftBridge.Batch memory b = batchOf(address(usd), BOB, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        bytes memory over = abi.encodeWithSelector(IWeftBridge.DayCapExceeded.selector, address(usd), 1001, 1000);
        vm.expectRevert(over);
        bridge.executeBatch(b, q);
        list(address(usd), IWeftBridge.Kind.Lock, CAP);
        vm.expectRevert(over);
        bridge.executeBatch(b, q);
    }

    /// A raise counts after three days, the last one made; a cap that is lowered counts at once and ends a raise; an
    /// asset that was closed opens as late as any other raise.
    function test_Gravity2026_capsRiseLate() public {
        bridge.deposit(address(usd), 1_000_000, ACCOUNT, 0);
        list(address(usd), IWeftBridge.Kind.Lock, 1000);
        IWeftBridge.Listing memory l = IWeftBridge.Listing(4, address(usd), IWeftBridge.Kind.Lock, 5000);
        vm.expectEmit(address(bridge));
        emit IWeftBridge.AssetListed(address(usd), 4, IWeftBridge.Kind.Lock, 5000, START + 3 days);
        bridge.listAsset(l, sign(hashOf(l), QUORUM));
        vm.warp(START + 1 days);
        list(address(usd), IWeftBridge.Kind.Lock, 4000);
        vm.warp(START + 4 days - 1);
        vm.assertEq(bridge.asset(address(usd)).dayCap, 1000);
        vm.warp(START + 4 days);
        vm.assertEq(bridge.asset(address(usd)).dayCap, 4000);
        pay(address(usd), BOB, 4000);
        list(address(usd), IWeftBridge.Kind.Lock, 6000);
        vm.assertEq(bridge.asset(address(usd)).dayCap, 4000);
        list(address(usd), IWeftBridge.Kind.Lock, 0);
        rotate(2, keys, words);
        vm.warp(START + 7 days);
        vm.assertEq(bridge.asset(address(usd)).dayCap, 0);
        list(address(usd), IWeftBridge.Kind.Lock, 10);
        expect(IWeftBridge.AssetNotListed.selector);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        vm.warp(START + 10 days);
        bridge.deposit(address(usd), 1, ACCOUNT, 0);
        vm.assertEq(bridge.asset(address(usd)).dayCap, 10);
    }

    /// Only the current set signs: no earlier one does, not even for a while.
    function test_Axelar_oldSetsCannotSign() public {
        (uint256[] memory k, uint256[] memory w) = newSet(SIZE, 2);
        (uint256[] memory oldKeys, uint256[] memory oldWords) = (keys, words);
        rotate(2, k, w);
        (keys, words) = (oldKeys, oldWords);
        IWeftBridge.Batch memory b = batchOf(address(weft), ALICE, 1);
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        expect(IWeftBridge.UnknownValidatorSet.selector);
        bridge.executeBatch(b, q);
    }

    /// The same validators may come back.
    function test_Axelar_sameSetCanReturn() public {
        (uint256[] memory k, uint256[] memory w) = newSet(SIZE, 2);
        (uint256[] memory oldKeys, uint256[] memory oldWords) = (keys, words);
        rotate(2, k, w);
        rotate(3, oldKeys, oldWords);
        pay(address(weft), ALICE, 1);
    }

    /// No order of calls shrinks the quorum: a set whose powers were cut below two thirds of the total is refused.
    function test_Axelar_quorumCannotShrink() public {
        uint256[] memory fewer = new uint256[](4);
        for (uint256 i; i < 4; ++i) {
            fewer[i] = words[i];
        }
        refuseSet(IWeftBridge.TotalPowerOutOfRange.selector, fewer);
    }

    /// A transfer counts as made only if the token says nothing or true, and is there.
    function test_Prime_uncheckedTransfer() public {
        OddToken token = new OddToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        token.mint(address(bridge), 1000);
        for (uint256 a; a <= uint256(OddToken.Answer.Burn); ++a) {
            token.set(OddToken.Answer(a));
            address to = address(uint160(0x9000 + a));
            pay(address(token), to, 10);
            vm.assertEq(token.balanceOf(to), a == 0 ? 10 : 0);
            vm.assertEq(bridge.claimable(address(token), to), a == 0 ? 0 : 10);
        }
    }

    /// A token whose code is gone accepts every call; none counts as a payment.
    function test_Prime_vanishedToken() public {
        OddToken token = new OddToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        vm.etch(address(token), "");
        pay(address(token), ALICE, 10);
        vm.assertEq(bridge.claimable(address(token), ALICE), 10);
    }

    /// A token that calls back in the middle of a payment or a deposit enters nothing.
    function test_SagaEVM_reentrancy() public {
        HookToken token = new HookToken();
        list(address(token), IWeftBridge.Kind.Lock, CAP);
        token.approve(address(bridge), 1000);
        IWeftBridge.Batch memory b = batchOf(address(token), BOB, 7);
        bytes[3] memory calls = [
            abi.encodeCall(bridge.deposit, (address(token), 1, ACCOUNT, 0)),
            abi.encodeCall(bridge.claim, (address(token), BOB)),
            abi.encodeCall(bridge.executeBatch, (b, sign(hashOf(b), ALL)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            token.set(address(bridge), calls[i]);
            bridge.deposit(address(token), 100, ACCOUNT, 0);
            vm.assertTrue(!token.entered(), "entered from a deposit");
            vm.assertEq(bytes32(token.failure()), bytes32(bytes4(keccak256("ReentrancyGuardReentrantCall()"))));
            pay(address(token), ALICE, 1);
            vm.assertTrue(!token.entered(), "entered from a payment");
            b.nonce = bridge.asset(address(token)).batch + 1;
            calls[2] = abi.encodeCall(bridge.executeBatch, (b, sign(hashOf(b), ALL)));
        }
    }
}
