// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BountyEscrow} from "./BountyEscrow.sol";
import {WeftToken} from "./WeftToken.sol";
import {IBountyEscrow} from "./interfaces/IBountyEscrow.sol";
import {IWeftBridge} from "./interfaces/IWeftBridge.sol";
import {IWeftToken} from "./interfaces/IWeftToken.sol";
import {Digests} from "./libraries/Digests.sol";
import {Payments} from "./libraries/Payments.sol";
import {ValidatorSets} from "./libraries/ValidatorSets.sol";

/// @dev It keeps the hash of the validator set; who submits something supplies the set and its signatures. Whatever
/// changes state refuses to be entered again from inside, so that no token's callback sees a half-done step.
contract WeftBridge is IWeftBridge, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev How far above the last number the next may be: numbers cannot be used up by one signature.
    uint64 public constant NONCE_WINDOW = 1_000;
    uint256 public constant MAX_TRANSFERS = 100;
    uint64 public constant PAUSE = 3 days;
    uint64 public constant PAUSE_BREAK = 3 days;

    /// @dev Caps would bound no loss if whoever stole a quorum could lift them at once.
    uint64 public constant CAP_DELAY = 3 days;

    /// @inheritdoc IWeftBridge
    IWeftToken public immutable override weft;
    /// @inheritdoc IWeftBridge
    IBountyEscrow public immutable override escrow;
    /// @inheritdoc IWeftBridge
    address public immutable override guardian;
    /// @inheritdoc IWeftBridge
    uint64 public immutable override maxSetAge;
    /// @inheritdoc IWeftBridge
    uint64 public immutable override maxRotationAge;

    bytes32 private immutable _salt;
    bytes32 private immutable _domain;
    uint256 private immutable _chainId;

    /// @inheritdoc IWeftBridge
    bytes32 public override setHash;

    // The next four share a word: a batch writes it once.

    /// @inheritdoc IWeftBridge
    uint64 public override setNonce;
    /// @inheritdoc IWeftBridge
    uint64 public override setTime;
    /// @inheritdoc IWeftBridge
    uint64 public override eventNonce;
    /// @inheritdoc IWeftBridge
    uint64 public override pausedUntil;

    /// @inheritdoc IWeftBridge
    uint64 public override listingNonce;
    mapping(address token => Asset) private _assets;
    /// @inheritdoc IWeftBridge
    mapping(address token => mapping(address owner => uint256)) public override claimable;

    constructor(Deployment memory d) {
        if (d.maxSetAge == 0 || d.maxSetAge > d.maxRotationAge) revert AgesOutOfRange(d.maxSetAge, d.maxRotationAge);
        weft = new WeftToken();
        escrow = new BountyEscrow();
        guardian = d.guardian;
        maxSetAge = d.maxSetAge;
        maxRotationAge = d.maxRotationAge;
        _salt = keccak256(bytes(d.weftChainId));
        _chainId = block.chainid;
        _domain = Digests.domain(block.chainid, address(this), keccak256(bytes(d.weftChainId)));
        _install(d.setNonce, d.words);
    }

    modifier notPaused() {
        if (block.timestamp < pausedUntil) revert BridgePaused(pausedUntil);
        _;
    }

    /// @dev A set counts from when it took over. Past the age its validators may have left with their stake.
    modifier setYoungerThan(uint64 age) {
        uint256 until = uint256(setTime) + age;
        if (block.timestamp > until) revert ValidatorSetExpired(until);
        _;
    }

    /// @inheritdoc IWeftBridge
    function deposit(address token, uint256 amount, bytes20 account, uint64 job)
        external
        override
        nonReentrant
        notPaused
        setYoungerThan(maxSetAge)
        returns (uint64 nonce)
    {
        if (account == 0) revert ZeroAccount();
        Kind kind = _open(token);
        // What arrived counts, not what was sent: some tokens keep a part.
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received == 0) revert ZeroAmount();
        if (kind == Kind.Mint) weft.burn(received);
        nonce = ++eventNonce;
        emit Deposited(nonce, token, msg.sender, account, job, received);
    }

    /// @inheritdoc IWeftBridge
    function executeBatch(Batch calldata batch, Quorum calldata quorum)
        external
        override
        nonReentrant
        notPaused
        setYoungerThan(maxSetAge)
    {
        if (block.timestamp >= batch.deadline) revert BatchExpired(batch.deadline);
        Transfer[] calldata transfers = batch.transfers;
        if (transfers.length > MAX_TRANSFERS) revert TooManyTransfers(transfers.length);
        _verify(Digests.batch(setNonce, batch), quorum);
        _spend(batch, transfers);
        emit BatchExecuted(++eventNonce, batch.token, batch.nonce, msg.sender);
        address token = batch.token;
        bytes4 selector = token == address(weft) ? IWeftToken.mint.selector : IERC20.transfer.selector;
        for (uint256 i; i < transfers.length; ++i) {
            Transfer calldata transfer = transfers[i];
            _push(token, selector, transfer.to, transfer.amount);
        }
        if (batch.fee != 0) _push(token, selector, msg.sender, batch.fee);
    }

    /// @inheritdoc IWeftBridge
    function updateValidatorSet(uint64 newNonce, uint256[] calldata newWords, Quorum calldata quorum)
        external
        override
        nonReentrant
        setYoungerThan(maxRotationAge)
    {
        _requireNext(setNonce, newNonce);
        _verify(Digests.validatorSet(setNonce, newNonce, ValidatorSets.hash(newNonce, newWords)), quorum);
        _install(newNonce, newWords);
    }

    /// @inheritdoc IWeftBridge
    function listAsset(Listing calldata listing, Quorum calldata quorum)
        external
        override
        nonReentrant
        notPaused
        setYoungerThan(maxSetAge)
    {
        // In order and without gaps: a listing that lowers a cap cannot be left out.
        uint64 next = listingNonce + 1;
        if (listing.nonce != next) revert NonceOutOfRange(listing.nonce, next, next);
        Kind held = listing.token == address(weft) ? Kind.Mint : Kind.Lock;
        if ((listing.kind != Kind.None && listing.kind != held) || listing.token.code.length == 0) {
            revert KindMismatch(listing.token, listing.kind);
        }
        _verify(Digests.listing(setNonce, listing), quorum);
        listingNonce = next;
        emit AssetListed(listing.token, next, listing.kind, listing.dayCap, _setTerms(listing));
    }

    /// @inheritdoc IWeftBridge
    function claim(address token, address to) external override nonReentrant notPaused {
        uint256 amount = claimable[token][msg.sender];
        if (amount == 0) revert ZeroAmount();
        claimable[token][msg.sender] = 0;
        emit Claimed(token, msg.sender, to, amount);
        if (token == address(weft)) weft.mint(to, amount);
        else IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc IWeftBridge
    function pause() external override {
        if (msg.sender != guardian) revert NotGuardian(msg.sender);
        uint256 from = uint256(pausedUntil) + PAUSE_BREAK;
        if (block.timestamp < from) revert PauseTooSoon(from);
        pausedUntil = uint64(block.timestamp) + PAUSE;
        emit Paused(pausedUntil);
    }

    /// @inheritdoc IWeftBridge
    function noteBounty(BountyNote calldata n) external override nonReentrant notPaused setYoungerThan(maxSetAge) {
        if (msg.sender != address(escrow)) revert NotEscrow(msg.sender);
        _open(n.token);
        emit BountyNoted(++eventNonce, n.bounty, n.sponsor, n.token, n.amount, n.spec, n.job, n.deadline);
    }

    /// @inheritdoc IWeftBridge
    function verifySettlement(Settlement calldata settlement, Quorum calldata quorum)
        external
        view
        override
        notPaused
        setYoungerThan(maxSetAge)
    {
        _verify(Digests.settlement(setNonce, msg.sender, settlement), quorum);
    }

    /// @inheritdoc IWeftBridge
    function asset(address token) external view override returns (Asset memory a) {
        a = _assets[token];
        a.dayCap = _dayCap(_assets[token]);
    }

    /// @inheritdoc IWeftBridge
    function domainSeparator() public view override returns (bytes32) {
        // A fork of Ethereum takes another chain id; what is signed for one branch says nothing on the other.
        return block.chainid == _chainId ? _domain : Digests.domain(block.chainid, address(this), _salt);
    }

    function _install(uint64 nonce, uint256[] memory words) private {
        ValidatorSets.check(words);
        setHash = ValidatorSets.hash(nonce, words);
        setNonce = nonce;
        setTime = uint64(block.timestamp);
        emit ValidatorSetUpdated(++eventNonce, nonce, words);
    }

    function _verify(bytes32 structHash, Quorum calldata quorum) private view {
        uint256[] memory words = quorum.words;
        bytes32 given = ValidatorSets.hash(setNonce, words);
        if (given != setHash) revert UnknownValidatorSet(given, setHash);
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domainSeparator(), structHash));
        ValidatorSets.verify(digest, words, quorum.signers, quorum.signatures);
    }

    /// @dev Returns from when the cap holds.
    function _setTerms(Listing calldata listing) private returns (uint64 from) {
        Asset storage a = _assets[listing.token];
        uint128 current = _dayCap(a);
        bool raised = a.listed && listing.dayCap > current;
        from = uint64(block.timestamp);
        if (raised) {
            from += CAP_DELAY;
            a.nextCap = listing.dayCap;
        }
        a.dayCap = raised ? current : listing.dayCap;
        a.nextFrom = raised ? from : 0;
        a.kind = listing.kind;
        a.listed = true;
    }

    function _dayCap(Asset storage a) private view returns (uint128) {
        return a.nextFrom != 0 && block.timestamp >= a.nextFrom ? a.nextCap : a.dayCap;
    }

    /// @dev Takes a batch's number and its sum from the day's allowance.
    function _spend(Batch calldata batch, Transfer[] calldata transfers) private {
        Asset storage a = _assets[batch.token];
        uint256 dayCap = _dayCap(a);
        if (dayCap == 0) revert AssetNotListed(batch.token);
        _requireNext(a.batch, batch.nonce);
        uint32 today = uint32(block.timestamp / 1 days);
        uint256 spent;
        for (uint256 i; i < transfers.length; ++i) {
            // At most 100 amounts of 96 bits.
            unchecked {
                spent += transfers[i].amount;
            }
        }
        spent += batch.fee;
        if (a.day == today) spent += a.spent;
        if (spent > dayCap) revert DayCapExceeded(batch.token, spent, dayCap);
        // At most dayCap, which has 128 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        a.spent = uint128(spent);
        a.batch = batch.nonce;
        a.day = today;
    }

    /// @dev Pays, or keeps what could not be paid for its owner: one recipient cannot stop the others.
    function _push(address token, bytes4 selector, address to, uint256 amount) private {
        if (Payments.attempt(token, selector, to, amount)) return;
        claimable[token][to] += amount;
        emit PushFailed(token, to, amount);
    }

    /// @dev The kind of an asset that takes deposits.
    function _open(address token) private view returns (Kind kind) {
        kind = _assets[token].kind;
        if (kind == Kind.None || _dayCap(_assets[token]) == 0) revert AssetNotListed(token);
    }

    function _requireNext(uint64 last, uint64 nonce) private pure {
        // The window saturates: the last number of all can be used.
        uint64 end = last > type(uint64).max - NONCE_WINDOW ? type(uint64).max : last + NONCE_WINDOW;
        if (nonce <= last || nonce > end) revert NonceOutOfRange(nonce, last, end);
    }
}
