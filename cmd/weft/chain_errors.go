// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/trainer/blob"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// nextActs are for errors whose own text does not say what to do.
var nextActs = []struct {
	err  error
	next string
}{
	{jobtypes.ErrNoJob, "weft job list shows the jobs"},
	{jobtypes.ErrNotSubmitter, "sign with the key that submitted it: --from NAME"},
	{jobtypes.ErrJobStatus, "weft job show ID says how the job stands"},
	{jobtypes.ErrDepositShort, "raise --deposit"},
	{jobtypes.ErrInvalidTitle, "choose another --title"},
	{staketypes.ErrNotProvider, "weft provider register makes one"},
	{staketypes.ErrAlreadyProvider, "weft provider update changes the profile, weft provider bond adds stake"},
	{staketypes.ErrBelowMinBond, "raise the amount"},
	{staketypes.ErrFreeStakeShort, "weft provider status shows what is locked"},
	{staketypes.ErrUnbondingNotFound, "weft provider status lists the unbondings"},
	{staketypes.ErrNotJailed, "nothing has to be done"},
	{disputetypes.ErrNoGame, "weft dispute list shows the games"},
	{disputetypes.ErrTooLate, "a unit can be challenged until its late window ends"},
	{disputetypes.ErrUnitStatus, "weft job show JOB --units says how it stands"},
	{disputetypes.ErrChallenged, "weft dispute list --mine shows the game; weft dispute play goes on with it"},
	{disputetypes.ErrNotVerifier, "weft verify --stake AMOUNT makes one"},
	{disputetypes.ErrInvalidStake, "weft provider status says how much is free, and the least stake; weft verify --stake locks it"},
	{disputetypes.ErrNoKey, "weft verify makes one and has the record name it"},
	{disputetypes.ErrInactive, "weft verify --stake AMOUNT takes part again"},
	{disputetypes.ErrNoAudit, "a round is audited once it is closed, and forgotten when its late window has ended"},
	{disputetypes.ErrAuditWindow, "weft verify reports in time by itself, as long as it runs"},
	{disputetypes.ErrInvalidVRF, "the key is not the one that the record named when the draw was fixed; restore HOME/verifier/vrf.key from its backup"},
	{staketypes.ErrVRFKeyTaken, "a key is one provider's: give each its own --home, or move HOME/verifier/vrf.key away if it is a copy"},
	{beacontypes.ErrNoBeacon, "without a beacon rounds go without audits; governance names one"},
	{beacontypes.ErrBadSignature, "--beacon must name a server of the very beacon that the chain follows; weftd query beacon params shows its key"},
	{jobtypes.ErrNoUnit, "weft job show JOB --units lists the units of the latest round"},
	{rewardtypes.ErrModelNotFound, "weft model list shows the models"},
	{rewardtypes.ErrNotSettled, "wait until the late window of the last round has ended; weft model show ID names the height"},
	{rewardtypes.ErrLockShort, "weft model shares shows what is locked"},
	{rewardtypes.ErrEscrowNotFound, "weft job list shows the jobs"},
	{bridgetypes.ErrOff, "only governance turns the bridge on"},
	{bridgetypes.ErrHalted, "weft eth status says why; only governance resumes it"},
	{bridgetypes.ErrOverCap, "weft eth status shows what the caps leave; they begin anew with the next window"},
	{bridgetypes.ErrNoWithdrawal, "weft eth withdraw list shows those that wait; one that was paid or given back is gone"},
	{bridgetypes.ErrInBatch, "wait until it is paid, or given back"},
	{bridgetypes.ErrNoBounty, "weft eth bounty list shows the bounties; the chain hears of one when its block is final"},
	{bridgetypes.ErrBountyClosed, "what was claimed before is settled; weft eth bounty show ID says who"},
	{bridgetypes.ErrNotCompleted, "wait until the job is completed: weft job watch ID"},
	{sdkerrors.ErrInsufficientFunds, "weft key show NAME --balance shows what an account has"},
	{sdkerrors.ErrInsufficientFee, "offer more with --gas-prices"},
	{blob.ErrUnavailable, "trainers keep it as long as the chain asks for it, and serve it while they run; name who else has it with --source, such as https://GATEWAY"},
	{client.ErrUnreachable, "check --node, and that the node runs"},
}

// uses are errors of the configuration or the command line.
var uses = []error{client.ErrChainID, client.ErrConfig, client.ErrKey, client.ErrSigner, client.ErrAddress}

// refusal is what the chain said, in the words of this program.
type refusal struct {
	text string
	err  error
}

func (r *refusal) Error() string { return r.text }
func (r *refusal) Unwrap() error { return r.err }

var (
	// wrappings say how a message reached the module that refused it.
	wrappings = regexp.MustCompile(`query /\S+: |failed to simulate tx: |failed to execute message; message index: \d+: |: (?:unknown request|key not found|invalid request)\b|[:,] (?:[a-z]+ )*weftd [^:;(]*[^:;( ]`)
	members   = regexp.MustCompile(`\b(?:JOB_STATUS|ROUND_PHASE|UNIT_STATUS|PROVIDER_STATUS)_([A-Z_]+)\b`)
	amounts   = regexp.MustCompile(`\b(\d+)` + money.Denom + `\b`)
)

// plain puts the chain's refusal into the words of this program.
func plain(err error) error {
	text := wrappings.ReplaceAllString(err.Error(), "")
	text = members.ReplaceAllStringFunc(text, func(s string) string { return strings.ToLower(members.FindStringSubmatch(s)[1]) })
	text = amounts.ReplaceAllStringFunc(text, func(s string) string {
		amount, err := money.Parse(s)
		if err != nil {
			return s
		}
		return money.Format(amount.Amount)
	})
	return &refusal{text, err}
}

// explained adds the next act to an error, and sorts it by exit code.
func explained(err error) error {
	if err == nil {
		return nil
	}
	for _, use := range uses {
		if errors.Is(err, use) {
			return wrongUse("%w", err)
		}
	}
	switch {
	case errors.Is(err, client.ErrAccount):
		return fmt.Errorf("%w: %w; have somebody send it a first payment", client.ErrRefused, err)
	case errors.Is(err, client.ErrSyncing), errors.Is(err, client.ErrBusy):
		return fmt.Errorf("%w: %w", client.ErrUnreachable, err)
	}
	if errors.Is(err, client.ErrRefused) {
		err = plain(err)
	}
	if errors.Is(err, sdkerrors.ErrInsufficientFunds) && strings.Contains(err.Error(), models.Denom) {
		return fmt.Errorf("%w; weft model shares shows what an account has", err)
	}
	for _, act := range nextActs {
		if errors.Is(err, act.err) {
			return fmt.Errorf("%w; %s", err, act.next)
		}
	}
	return err
}
