// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBountyEscrow} from "../src/interfaces/IBountyEscrow.sol";
import {IWeftBridge} from "../src/interfaces/IWeftBridge.sol";
import {BridgeFixture} from "./BridgeFixture.sol";
import {vm, Vm} from "./Vm.sol";

/// @dev Plays depositors, relayers, validators, the guardian, sponsors and winners in any order. It keeps books of its
/// own, by which the invariants judge the contracts. Every action either does something or returns at once.
contract BridgeHandler is BridgeFixture {
    uint256 private constant ACTORS = 4;

    // The books. A batch counts as paid out when it is executed, whether each payment came through or not.
    mapping(address token => uint256) public entered;
    mapping(address token => uint256) public left;
    mapping(address token => mapping(uint256 day => uint256)) public leftOn;
    uint256 public owedByEscrow;
    uint64 public lastEvent;

    IWeftBridge.Batch private _lastBatch;
    uint256[] private _open;
    uint256[] private _settled;

    /// @dev Numbers of the stream rise by one, whatever happens in between.
    modifier watched() {
        vm.recordLogs();
        _;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (
                topic == IWeftBridge.Deposited.selector || topic == IWeftBridge.BatchExecuted.selector
                    || topic == IWeftBridge.ValidatorSetUpdated.selector || topic == IWeftBridge.BountyNoted.selector
            ) vm.assertEq(uint256(logs[i].topics[1]), ++lastEvent, "event number");
        }
    }

    function setUp() public override {
        super.setUp();
        lastEvent = 1;
    }

    function depositUsd(uint256 amount) external watched {
        if (!live() || bridge.asset(address(usd)).dayCap == 0) return;
        amount = 1 + amount % 1e9;
        bridge.deposit(address(usd), amount, ACCOUNT, 0);
        entered[address(usd)] += amount;
    }

    function depositWeft(uint256 who, uint256 amount) external watched {
        address from = actor(who);
        uint256 held = weft.balanceOf(from);
        if (!live() || held == 0 || bridge.asset(address(weft)).dayCap == 0) return;
        amount = 1 + amount % held;
        vm.prank(from);
        weft.approve(address(bridge), amount);
        vm.prank(from);
        bridge.deposit(address(weft), amount, ACCOUNT, 3);
        entered[address(weft)] += amount;
    }

    /// @dev A batch of two payments, of what the bridge can pay if it is dollars.
    function executeBatch(bool dollars, uint256 who, uint96 amount, uint256 fee, uint64 skip) external watched {
        address token = dollars ? address(usd) : address(weft);
        uint256 available = dollars ? entered[token] - left[token] : 1e10;
        if (!live() || available < 3) return;
        IWeftBridge.Batch memory b = batchOf(token, actor(who), uint96(1 + amount % (available / 3)));
        b.nonce += skip % 3;
        b.transfers = new IWeftBridge.Transfer[](2);
        b.transfers[0] = IWeftBridge.Transfer(actor(who), uint96(1 + amount % (available / 3)));
        b.transfers[1] = IWeftBridge.Transfer(actor(who + 1), b.transfers[0].amount);
        b.fee = fee % (available / 3);
        uint256 total = 2 * uint256(b.transfers[0].amount) + b.fee;
        uint256 day = block.timestamp / 1 days;
        uint256 dayCap = bridge.asset(token).dayCap;
        IWeftBridge.Quorum memory q = sign(hashOf(b), QUORUM);
        try bridge.executeBatch(b, q) {
            vm.assertTrue(leftOn[token][day] + total <= dayCap, "over the day's cap");
            left[token] += total;
            leftOn[token][day] += total;
            remember(b);
        } catch {
            vm.assertTrue(dayCap == 0 || leftOn[token][day] + total > dayCap, "a valid batch was refused");
        }
    }

    function remember(IWeftBridge.Batch memory b) private {
        delete _lastBatch;
        (_lastBatch.nonce, _lastBatch.token, _lastBatch.deadline, _lastBatch.fee) =
        (b.nonce, b.token, b.deadline, b.fee);
        for (uint256 i; i < b.transfers.length; ++i) {
            _lastBatch.transfers.push(b.transfers[i]);
        }
    }

    /// @dev The last batch again, properly signed, and one that too few sign.
    function attack(uint96 amount) external watched {
        if (_lastBatch.token == address(0)) return;
        IWeftBridge.Batch memory b = _lastBatch;
        IWeftBridge.Quorum memory q = sign(hashOf(b), ALL);
        try bridge.executeBatch(b, q) {
            vm.assertTrue(false, "replayed");
        } catch {}
        b = batchOf(address(weft), actor(0), amount);
        q = sign(hashOf(b), 0xf);
        try bridge.executeBatch(b, q) {
            vm.assertTrue(false, "executed without a quorum");
        } catch {}
    }

    function claim(uint256 who, bool dollars) external watched {
        address owner = actor(who);
        address token = dollars ? address(usd) : address(weft);
        if (block.timestamp < bridge.pausedUntil() || bridge.claimable(token, owner) == 0) return;
        vm.prank(owner);
        bridge.claim(token, address(0xca5));
    }

    function block_(uint256 who, bool value) external watched {
        usd.setBlocked(actor(who), value);
    }

    function changeCap(bool dollars, uint256 dayCap) external watched {
        if (!live()) return;
        dayCap = dayCap % 8 == 0 ? 0 : dayCap % 1e11;
        if (dollars) list(address(usd), IWeftBridge.Kind.Lock, uint128(dayCap));
        else list(address(weft), IWeftBridge.Kind.Mint, uint128(dayCap));
    }

    function rotateSet(uint256 seed, uint64 jump) external watched {
        if (block.timestamp > uint256(bridge.setTime()) + MAX_ROTATION_AGE) return;
        (uint256[] memory k, uint256[] memory w) = newSet(SIZE, seed % 8);
        rotate(bridge.setNonce() + 1 + jump % 1000, k, w);
    }

    function pause() external watched {
        if (block.timestamp < uint256(bridge.pausedUntil()) + 3 days) return;
        vm.prank(GUARDIAN);
        bridge.pause();
    }

    /// @dev Time passes. The set gets old, but never so old that the rest of the run shows nothing.
    function wait_(uint256 time) external watched {
        vm.warp(block.timestamp + time % 1 days);
        if (block.timestamp > uint256(bridge.setTime()) + MAX_SET_AGE + 1 days) {
            rotate(bridge.setNonce() + 1, keys, words);
        }
    }

    function fund(uint96 amount) external watched {
        if (!live() || bridge.asset(address(usd)).dayCap == 0) return;
        amount = 1 + amount % 1e9;
        _open.push(escrow.fund(address(usd), amount, bytes32(uint256(1)), 0, uint64(block.timestamp) + 2 hours));
        owedByEscrow += amount;
    }

    /// @dev A tree of one leaf: everything awarded goes to one actor.
    function settle(uint256 which, uint96 awarded, uint256 who) external watched {
        if (!live() || _open.length == 0) return;
        uint256 bounty = take(which);
        IBountyEscrow.Bounty memory b = escrow.bounties(bounty);
        awarded = awarded % (b.amount + 1);
        bytes32 root = keccak256(bytes.concat(keccak256(abi.encode(bounty, uint256(0), actor(who), awarded))));
        IWeftBridge.Settlement memory s = IWeftBridge.Settlement(bounty, b.spec, root, awarded, 0);
        escrow.settle(s, sign(hashOf(s), QUORUM));
        _settled.push(bounty);
    }

    function claimBounty(uint256 which, uint256 who) external watched {
        if (_settled.length == 0) return;
        uint256 bounty = _settled[which % _settled.length];
        uint96 amount = escrow.bounties(bounty).unpaid;
        address winner = actor(who);
        bool again = escrow.isClaimed(bounty, 0);
        try escrow.claim(bounty, 0, winner, amount, new bytes32[](0)) {
            vm.assertTrue(!again && !usd.blocked(winner), "paid twice, or a blocked one");
            owedByEscrow -= amount;
        } catch {}
    }

    function refund(uint256 which, bool settled) external watched {
        if ((settled ? _settled.length : _open.length) == 0) return;
        uint256 bounty = settled ? _settled[which % _settled.length] : _open[which % _open.length];
        IBountyEscrow.Bounty memory b = escrow.bounties(bounty);
        if (settled && b.rest == 0) return;
        if (!settled) {
            if (block.timestamp < uint256(b.deadline) + 7 days) return;
            take(which);
        }
        escrow.refund(bounty, address(0x5f));
        owedByEscrow -= settled ? b.rest : b.amount;
    }

    function take(uint256 which) private returns (uint256 bounty) {
        uint256 i = which % _open.length;
        bounty = _open[i];
        _open[i] = _open[_open.length - 1];
        _open.pop();
    }

    function live() private view returns (bool) {
        return block.timestamp >= bridge.pausedUntil() && block.timestamp <= uint256(bridge.setTime()) + MAX_SET_AGE;
    }

    function actor(uint256 i) private pure returns (address) {
        return address(uint160(0xac0 + i % ACTORS));
    }

    /// @dev What failed payments left to claim, the relayer's included, who is this contract.
    function outstanding(address token) external view returns (uint256 sum) {
        for (uint256 i; i < ACTORS; ++i) {
            sum += bridge.claimable(token, actor(i));
        }
        sum += bridge.claimable(token, address(this));
    }

    function contracts() external view returns (address, address, address, address) {
        return (address(bridge), address(weft), address(escrow), address(usd));
    }
}
