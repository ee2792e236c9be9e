// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IWeftBridge} from "./IWeftBridge.sol";

/// @title Bounties for jobs, held on Ethereum
/// @notice A sponsor pays in for a job, the validators of the weft chain sign once who gets what, winners fetch it, and
/// the sponsor fetches the rest, or everything if nobody signs in time.
interface IBountyEscrow {
    /// @notice Where a bounty stands.
    enum State {
        None,
        Open,
        Settled,
        Refunded
    }

    /// @notice A bounty.
    /// @param sponsor who paid and gets back what is not awarded
    /// @param deadline the time, in seconds since 1970, after which nobody may count on a settlement
    /// @param rest what the sponsor can still fetch after the settlement
    /// @param unpaid what winners can still fetch
    struct Bounty {
        address sponsor;
        uint64 deadline;
        State state;
        address token;
        uint96 amount;
        bytes32 spec;
        bytes32 root;
        uint96 rest;
        uint96 unpaid;
        uint64 job;
    }

    /// @notice A bounty was settled.
    event Settled(uint256 indexed bounty, bytes32 root, uint96 awarded, bytes32 model);

    /// @notice A winner's part was paid.
    event Claimed(uint256 indexed bounty, uint256 indexed index, address indexed winner, uint96 amount);

    /// @notice The sponsor fetched what was not awarded.
    event Refunded(uint256 indexed bounty, address to, uint96 amount);

    /// @notice Only the state named allows this.
    error WrongState(uint256 bounty, State state);

    /// @notice The token must hand over exactly what was sent.
    error FeeOnTransfer(uint256 sent, uint256 received);

    /// @notice There is nothing to move.
    error ZeroAmount();

    /// @notice A bounty names a specification.
    error ZeroSpec();

    /// @notice The settlement is of another specification than the one that was funded.
    error SpecMismatch(bytes32 given, bytes32 funded);

    /// @notice What is awarded has a root.
    error ZeroRoot();

    /// @notice The deadline is at least an hour and at most ten years away.
    error DeadlineOutOfRange(uint64 deadline, uint256 first, uint256 last);

    /// @notice Not more can be awarded than was paid in.
    error AwardExceedsAmount(uint96 awarded, uint96 amount);

    /// @notice Not more can be claimed than was awarded.
    error ClaimExceedsAward(uint96 amount, uint96 unpaid);

    /// @notice This part was claimed.
    error AlreadyClaimed(uint256 bounty, uint256 index);

    /// @notice The proof does not lead to the root.
    error InvalidProof();

    /// @notice Only the sponsor is refunded.
    error NotSponsor(address caller);

    /// @notice Without a settlement the sponsor is refunded only from this time on.
    error RefundTooSoon(uint256 from);

    /// @notice Pays in a bounty for a job.
    /// @param spec digest of the job's specification on the weft chain
    /// @param job the job's number on the weft chain, or 0 if it is yet to be submitted
    /// @return bounty the bounty's number
    function fund(address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline)
        external
        returns (uint256 bounty);

    /// @notice Fixes who gets what.
    function settle(IWeftBridge.Settlement calldata settlement, IWeftBridge.Quorum calldata quorum) external;

    /// @notice Pays a winner its part; anybody may call.
    /// @param index the part's number in the tree, which is paid once
    /// @param proof siblings on the way to the root
    function claim(uint256 bounty, uint256 index, address winner, uint96 amount, bytes32[] calldata proof) external;

    /// @notice Pays the sponsor what was not awarded, or everything if no settlement came in time.
    function refund(uint256 bounty, address to) external;

    /// @notice The bridge whose validators settle.
    function bridge() external view returns (IWeftBridge);

    /// @notice Number of bounties so far, and of the last one.
    function count() external view returns (uint256);

    /// @notice A bounty.
    function bounties(uint256 bounty) external view returns (Bounty memory);

    /// @notice Whether a part was claimed.
    function isClaimed(uint256 bounty, uint256 index) external view returns (bool);
}
