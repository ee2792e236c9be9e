// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBountyEscrow} from "./IBountyEscrow.sol";
import {IWeftToken} from "./IWeftToken.sol";

/// @title The bridge between a weft chain and Ethereum
/// @notice Nobody owns it and nothing of it can be replaced. What leaves it, and who may say so, is signed by
/// validators of the weft chain that hold more than two thirds of the power.
interface IWeftBridge {
    /// @notice How an asset is held: not taken in, locked here, or minted and burned here.
    enum Kind {
        None,
        Lock,
        Mint
    }

    /// @notice What a bridge starts from.
    /// @param weftChainId the weft chain's id; its hash is the salt of the EIP-712 domain
    /// @param setNonce the number of the first validator set
    /// @param words the first validator set, packed
    /// @param maxSetAge seconds after which a set can move nothing any more
    /// @param maxRotationAge seconds after which a set cannot name its successor either
    /// @param guardian who may pause, nobody if zero
    struct Deployment {
        string weftChainId;
        uint64 setNonce;
        uint256[] words;
        uint64 maxSetAge;
        uint64 maxRotationAge;
        address guardian;
    }

    /// @notice Validators and their signatures of one digest.
    /// @param words the current validator set: address << 96 | power, addresses rising
    /// @param signers bit i is set if word i signed
    /// @param signatures 64 bytes each (EIP-2098), of those whose bit is set, in the order of the words
    struct Quorum {
        uint256[] words;
        uint256 signers;
        bytes signatures;
    }

    /// @notice One payment of a batch.
    struct Transfer {
        address to;
        uint96 amount;
    }

    /// @notice Payments in one token, all or none.
    /// @param nonce the batch's number among those of its token
    /// @param deadline the time, in seconds since 1970, from which it is void
    /// @param fee what whoever submits it receives, in the same token
    struct Batch {
        uint64 nonce;
        address token;
        uint64 deadline;
        Transfer[] transfers;
        uint256 fee;
    }

    /// @notice Terms of an asset.
    /// @param nonce the listing's number, one more than the last
    /// @param dayCap the most that may leave in one day of UTC; 0 closes the asset in both directions
    struct Listing {
        uint64 nonce;
        address token;
        Kind kind;
        uint128 dayCap;
    }

    /// @notice How a bounty ends.
    /// @param bounty the bounty's number
    /// @param spec digest of the job's specification, as it was funded
    /// @param root Merkle root of what each winner gets
    /// @param awarded the sum of it
    /// @param model digest in the content id of the model that came out: the id is 01701e20 and the digest
    struct Settlement {
        uint256 bounty;
        bytes32 spec;
        bytes32 root;
        uint96 awarded;
        bytes32 model;
    }

    /// @notice A bounty that was funded, as the weft chain is told of it.
    struct BountyNote {
        uint256 bounty;
        address sponsor;
        address token;
        uint96 amount;
        bytes32 spec;
        uint64 job;
        uint64 deadline;
    }

    /// @notice What the bridge knows of an asset.
    /// @param dayCap the most that may leave today
    /// @param nextFrom when nextCap takes the place of dayCap, 0 for never
    /// @param batch number of the last batch
    /// @param day the day, in days since 1970, in which something left last
    /// @param spent what left on that day
    struct Asset {
        uint128 dayCap;
        Kind kind;
        bool listed;
        uint64 nextFrom;
        uint128 spent;
        uint64 batch;
        uint32 day;
        uint128 nextCap;
    }

    /// @notice Tokens entered the bridge. `job` 0 credits the account, another one funds that job from it.
    /// @param nonce the event's number in the one stream that the weft chain follows
    event Deposited(
        uint64 indexed nonce, address indexed token, address indexed from, bytes20 account, uint64 job, uint256 amount
    );

    /// @notice A batch was executed; batches of this token with a lower number never will be.
    event BatchExecuted(uint64 indexed nonce, address indexed token, uint64 batch, address relayer);

    /// @notice A validator set took over.
    event ValidatorSetUpdated(uint64 indexed nonce, uint64 set, uint256[] words);

    /// @notice A bounty was funded in the escrow.
    event BountyNoted(
        uint64 indexed nonce,
        uint256 indexed bounty,
        address indexed sponsor,
        address token,
        uint96 amount,
        bytes32 spec,
        uint64 job,
        uint64 deadline
    );

    /// @notice The terms of an asset changed; its cap does so at `from`. Not of the stream: the weft chain said so itself.
    event AssetListed(address indexed token, uint64 listing, Kind kind, uint128 dayCap, uint64 from);

    /// @notice A payment failed; the recipient can claim it.
    event PushFailed(address indexed token, address indexed to, uint256 amount);

    /// @notice A recipient claimed what could not be paid.
    event Claimed(address indexed token, address indexed owner, address to, uint256 amount);

    /// @notice The guardian paused the bridge.
    event Paused(uint64 until);

    /// @notice A validator set has 1 to 125 validators.
    error SetSizeOutOfRange(uint256 size);

    /// @notice Each validator has an address higher than the one before, and a power of at least 1.
    error ValidatorOutOfOrder(uint256 index);

    /// @notice Powers sum to at most 2^32, and to more than two thirds of it.
    error TotalPowerOutOfRange(uint256 total);

    /// @notice The set is not the current one.
    error UnknownValidatorSet(bytes32 given, bytes32 current);

    /// @notice The signature is not one of the validator whose bit is set.
    error InvalidSignature(uint256 index);

    /// @notice A signature is 64 bytes, and each signer needs one.
    error SignaturesTooShort(uint256 length);

    /// @notice Signers must hold more than two thirds of the power.
    error InsufficientPower(uint256 power, uint256 threshold);

    /// @notice The set is too old to do this.
    error ValidatorSetExpired(uint256 since);

    /// @notice Ages must rise: 0 < maxSetAge <= maxRotationAge.
    error AgesOutOfRange(uint64 maxSetAge, uint64 maxRotationAge);

    /// @notice A number must be above the last one and within the window that follows it.
    error NonceOutOfRange(uint64 nonce, uint64 first, uint64 last);

    /// @notice The batch's deadline has passed.
    error BatchExpired(uint64 deadline);

    /// @notice A batch has at most 100 transfers.
    error TooManyTransfers(uint256 count);

    /// @notice The caller must leave enough gas for every payment to run.
    error InsufficientGas(uint256 left, uint256 needed);

    /// @notice The asset is not listed, or closed.
    error AssetNotListed(address token);

    /// @notice The native coin is minted, everything else is locked, and a listed asset is a contract.
    error KindMismatch(address token, Kind kind);

    /// @notice The payments of one day stay within the asset's cap.
    error DayCapExceeded(address token, uint256 spent, uint256 dayCap);

    /// @notice A deposit names an account.
    error ZeroAccount();

    /// @notice There is nothing to move.
    error ZeroAmount();

    /// @notice The bridge is paused.
    error BridgePaused(uint64 until);

    /// @notice Only the guardian pauses.
    error NotGuardian(address caller);

    /// @notice A pause may start again only this late.
    error PauseTooSoon(uint256 from);

    /// @notice Only the escrow notes bounties.
    error NotEscrow(address caller);

    /// @notice Moves tokens to the weft chain: locks them, or burns the native coin.
    /// @param account the account on the weft chain, 20 bytes
    /// @param job the job to fund from it, or 0
    /// @return nonce the event's number
    function deposit(address token, uint256 amount, bytes20 account, uint64 job) external returns (uint64 nonce);

    /// @notice Makes the payments of a batch and pays the fee to the caller.
    /// @dev A payment that fails becomes claimable and does not stop the others.
    function executeBatch(Batch calldata batch, Quorum calldata quorum) external;

    /// @notice Replaces the validator set.
    /// @param newNonce the new set's number
    /// @param newWords the new set, packed
    function updateValidatorSet(uint64 newNonce, uint256[] calldata newWords, Quorum calldata quorum) external;

    /// @notice Sets the terms of an asset.
    /// @dev A cap that is raised, but for the first listing, waits three days; one that is lowered does not.
    function listAsset(Listing calldata listing, Quorum calldata quorum) external;

    /// @notice Pays out what could not be paid to the caller.
    function claim(address token, address to) external;

    /// @notice Stops everything but rotations for three days; not again for three days after.
    function pause() external;

    /// @notice Emits the event of a bounty, for the escrow.
    function noteBounty(BountyNote calldata note) external;

    /// @notice Reverts unless the current set signed the settlement for the caller.
    function verifySettlement(Settlement calldata settlement, Quorum calldata quorum) external view;

    /// @notice The native coin on Ethereum.
    function weft() external view returns (IWeftToken);

    /// @notice The escrow whose bounties the bridge notes.
    function escrow() external view returns (IBountyEscrow);

    /// @notice Who may pause.
    function guardian() external view returns (address);

    /// @notice Seconds after which a set can move nothing any more.
    function maxSetAge() external view returns (uint64);

    /// @notice Seconds after which a set cannot name its successor either.
    function maxRotationAge() external view returns (uint64);

    /// @notice Hash of the current validator set and its number.
    function setHash() external view returns (bytes32);

    /// @notice Number of the current validator set.
    function setNonce() external view returns (uint64);

    /// @notice When the current validator set took over.
    function setTime() external view returns (uint64);

    /// @notice Number of the last event of the stream.
    function eventNonce() external view returns (uint64);

    /// @notice Number of the last listing.
    function listingNonce() external view returns (uint64);

    /// @notice When the pause ends, or ended.
    function pausedUntil() external view returns (uint64);

    /// @notice What the bridge knows of an asset.
    function asset(address token) external view returns (Asset memory);

    /// @notice What an owner can claim.
    function claimable(address token, address owner) external view returns (uint256);

    /// @notice Separator of the EIP-712 domain under which validators sign.
    function domainSeparator() external view returns (bytes32);
}
