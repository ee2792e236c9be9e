// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {IBountyEscrow} from "./interfaces/IBountyEscrow.sol";
import {IWeftBridge} from "./interfaces/IWeftBridge.sol";

/// @dev Deployed by the bridge. Everybody fetches what is theirs: no payment to one can stop that of another.
contract BountyEscrow is IBountyEscrow, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;
    using SafeERC20 for IERC20;

    uint64 public constant MIN_DURATION = 1 hours;
    uint64 public constant MAX_DURATION = 3650 days;

    /// @dev Longer than a pause of the bridge and the break after it: a pause cannot turn a settlement into a refund.
    uint64 public constant REFUND_DELAY = 7 days;

    /// @inheritdoc IBountyEscrow
    IWeftBridge public immutable override bridge = IWeftBridge(msg.sender);

    /// @inheritdoc IBountyEscrow
    uint256 public override count;
    mapping(uint256 bounty => Bounty) private _bounties;
    mapping(uint256 bounty => BitMaps.BitMap indices) private _claimed;

    /// @inheritdoc IBountyEscrow
    function fund(address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline)
        external
        override
        nonReentrant
        returns (uint256 bounty)
    {
        if (amount == 0) revert ZeroAmount();
        if (spec == 0) revert ZeroSpec();
        (uint256 first, uint256 last) = (block.timestamp + MIN_DURATION, block.timestamp + MAX_DURATION);
        if (deadline < first || deadline > last) revert DeadlineOutOfRange(deadline, first, last);
        bounty = ++count;
        Bounty storage b = _bounties[bounty];
        (b.sponsor, b.deadline, b.state) = (msg.sender, deadline, State.Open);
        (b.token, b.amount, b.spec, b.job) = (token, amount, spec, job);
        // The bridge knows which tokens are listed, and refuses others before anything of them is called.
        bridge.noteBounty(IWeftBridge.BountyNote(bounty, msg.sender, token, amount, spec, job, deadline));
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received != amount) revert FeeOnTransfer(amount, received);
    }

    /// @inheritdoc IBountyEscrow
    function settle(IWeftBridge.Settlement calldata settlement, IWeftBridge.Quorum calldata quorum)
        external
        override
        nonReentrant
    {
        Bounty storage b = _bounties[settlement.bounty];
        if (b.state != State.Open) revert WrongState(settlement.bounty, b.state);
        if (settlement.spec != b.spec) revert SpecMismatch(settlement.spec, b.spec);
        if (settlement.awarded > b.amount) revert AwardExceedsAmount(settlement.awarded, b.amount);
        if (settlement.root == 0 && settlement.awarded != 0) revert ZeroRoot();
        bridge.verifySettlement(settlement, quorum);
        b.state = State.Settled;
        b.root = settlement.root;
        b.unpaid = settlement.awarded;
        b.rest = b.amount - settlement.awarded;
        emit Settled(settlement.bounty, settlement.root, settlement.awarded, settlement.model);
    }

    /// @inheritdoc IBountyEscrow
    function claim(uint256 bounty, uint256 index, address winner, uint96 amount, bytes32[] calldata proof)
        external
        override
        nonReentrant
    {
        Bounty storage b = _bounties[bounty];
        if (b.state != State.Settled) revert WrongState(bounty, b.state);
        if (isClaimed(bounty, index)) revert AlreadyClaimed(bounty, index);
        // Hashed twice: no inner node, which is 64 bytes hashed once, passes as a leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(bounty, index, winner, amount))));
        if (!MerkleProof.verifyCalldata(proof, b.root, leaf)) revert InvalidProof();
        if (amount > b.unpaid) revert ClaimExceedsAward(amount, b.unpaid);
        _claimed[bounty].set(index);
        b.unpaid -= amount;
        emit Claimed(bounty, index, winner, amount);
        IERC20(b.token).safeTransfer(winner, amount);
    }

    /// @inheritdoc IBountyEscrow
    function refund(uint256 bounty, address to) external override nonReentrant {
        Bounty storage b = _bounties[bounty];
        if (msg.sender != b.sponsor) revert NotSponsor(msg.sender);
        uint96 amount;
        if (b.state == State.Settled) {
            amount = b.rest;
            b.rest = 0;
        } else if (b.state == State.Open) {
            uint256 from = uint256(b.deadline) + REFUND_DELAY;
            if (block.timestamp < from) revert RefundTooSoon(from);
            amount = b.amount;
            b.state = State.Refunded;
        }
        if (amount == 0) revert ZeroAmount();
        emit Refunded(bounty, to, amount);
        IERC20(b.token).safeTransfer(to, amount);
    }

    /// @inheritdoc IBountyEscrow
    function bounties(uint256 bounty) external view override returns (Bounty memory) {
        return _bounties[bounty];
    }

    /// @inheritdoc IBountyEscrow
    function isClaimed(uint256 bounty, uint256 index) public view override returns (bool) {
        return _claimed[bounty].get(index);
    }
}
