// SPDX-License-Identifier: Apache-2.0

// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// IBountyEscrowBounty is an auto generated low-level Go binding around an user-defined struct.
type IBountyEscrowBounty struct {
	Sponsor  common.Address
	Deadline uint64
	State    uint8
	Token    common.Address
	Amount   *big.Int
	Spec     [32]byte
	Root     [32]byte
	Rest     *big.Int
	Unpaid   *big.Int
	Job      uint64
}

// IWeftBridgeAsset is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeAsset struct {
	DayCap   *big.Int
	Kind     uint8
	Listed   bool
	NextFrom uint64
	Spent    *big.Int
	Batch    uint64
	Day      uint32
	NextCap  *big.Int
}

// IWeftBridgeBatch is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeBatch struct {
	Nonce     uint64
	Token     common.Address
	Deadline  uint64
	Transfers []IWeftBridgeTransfer
	Fee       *big.Int
}

// IWeftBridgeBountyNote is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeBountyNote struct {
	Bounty   *big.Int
	Sponsor  common.Address
	Token    common.Address
	Amount   *big.Int
	Spec     [32]byte
	Job      uint64
	Deadline uint64
}

// IWeftBridgeDeployment is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeDeployment struct {
	WeftChainId    string
	SetNonce       uint64
	Words          []*big.Int
	MaxSetAge      uint64
	MaxRotationAge uint64
	Guardian       common.Address
}

// IWeftBridgeListing is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeListing struct {
	Nonce  uint64
	Token  common.Address
	Kind   uint8
	DayCap *big.Int
}

// IWeftBridgeQuorum is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeQuorum struct {
	Words      []*big.Int
	Signers    *big.Int
	Signatures []byte
}

// IWeftBridgeSettlement is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeSettlement struct {
	Bounty  *big.Int
	Spec    [32]byte
	Root    [32]byte
	Awarded *big.Int
	Model   [32]byte
}

// IWeftBridgeTransfer is an auto generated low-level Go binding around an user-defined struct.
type IWeftBridgeTransfer struct {
	To     common.Address
	Amount *big.Int
}

// BountyEscrowMetaData contains all meta data concerning the BountyEscrow contract.
var BountyEscrowMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"MAX_DURATION\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MIN_DURATION\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"REFUND_DELAY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"bounties\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structIBountyEscrow.Bounty\",\"components\":[{\"name\":\"sponsor\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"state\",\"type\":\"uint8\",\"internalType\":\"enumIBountyEscrow.State\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"rest\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"unpaid\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"job\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"bridge\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIWeftBridge\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"winner\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"count\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"fund\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"job\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"isClaimed\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refund\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"settlement\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Settlement\",\"components\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"awarded\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"model\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"quorum\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Quorum\",\"components\":[{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signatures\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Claimed\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"index\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"winner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"indexed\":false,\"internalType\":\"uint96\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Refunded\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"indexed\":false,\"internalType\":\"uint96\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"awarded\",\"type\":\"uint96\",\"indexed\":false,\"internalType\":\"uint96\"},{\"name\":\"model\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyClaimed\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"AwardExceedsAmount\",\"inputs\":[{\"name\":\"awarded\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"}]},{\"type\":\"error\",\"name\":\"ClaimExceedsAward\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"unpaid\",\"type\":\"uint96\",\"internalType\":\"uint96\"}]},{\"type\":\"error\",\"name\":\"DeadlineOutOfRange\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"first\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"last\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FeeOnTransfer\",\"inputs\":[{\"name\":\"sent\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"received\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InvalidProof\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotSponsor\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ReentrancyGuardReentrantCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"RefundTooSoon\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"SpecMismatch\",\"inputs\":[{\"name\":\"given\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"funded\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"WrongState\",\"inputs\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"state\",\"type\":\"uint8\",\"internalType\":\"enumIBountyEscrow.State\"}]},{\"type\":\"error\",\"name\":\"ZeroAmount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ZeroRoot\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ZeroSpec\",\"inputs\":[]}]",
	ID:  "BountyEscrow",
	Bin: "0x60a0604052336080523480156012575f5ffd5b50608051611e326100395f395f818161018d0152818161047001526111930152611e325ff3fe608060405234801561000f575f5ffd5b50600436106100c4575f3560e01c8063b6a6d1771161007d578063e3c8651811610058578063e3c8651814610175578063e78cea9214610188578063f364c90c146101d4575f5ffd5b8063b6a6d17714610139578063dc2f874414610142578063dce565ee14610162575f5ffd5b80636157571d116100ad5780636157571d146101065780637ad226dc1461011b578063b1724b461461012e575f5ffd5b806306661abd146100c8578063190da595146100e3575b5f5ffd5b6100d05f5481565b6040519081526020015b60405180910390f35b6100ed62093a8081565b60405167ffffffffffffffff90911681526020016100da565b6101196101143660046117b0565b6101f7565b005b610119610129366004611830565b61067b565b6100ed6312cc030081565b6100ed610e1081565b61015561015036600461185a565b610966565b6040516100da91906118d7565b610119610170366004611a02565b610b17565b6100d0610183366004611abd565b610eab565b6101af7f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100da565b6101e76101e2366004611b17565b61145b565b60405190151581526020016100da565b6101ff61148c565b81355f9081526001602081905260409091209081547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561024857610248611871565b146102b25780546040517f800b06150000000000000000000000000000000000000000000000000000000081526102a9918535917c010000000000000000000000000000000000000000000000000000000090910460ff1690600401611b37565b60405180910390fd5b80600201548360200135146103065760028101546040517f1a0917c30000000000000000000000000000000000000000000000000000000081526020850135600482015260248101919091526044016102a9565b60018101547401000000000000000000000000000000000000000090046bffffffffffffffffffffffff166103416080850160608601611b4b565b6bffffffffffffffffffffffff1611156103ce576103656080840160608501611b4b565b60018201546040517fe6a686b50000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff92831660048201527401000000000000000000000000000000000000000090910490911660248201526044016102a9565b60408301351580156103fc57506103eb6080840160608501611b4b565b6bffffffffffffffffffffffff1615155b15610433576040517fb263ae7300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517f84df8e0000000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906384df8e00906104a79086908690600401611c12565b5f6040518083038186803b1580156104bd575f5ffd5b505afa1580156104cf573d5f5f3e3d5ffd5b505082547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c02000000000000000000000000000000000000000000000000000000001783555050604083013560038201556105326080840160608501611b4b565b6004820180546bffffffffffffffffffffffff929092166c01000000000000000000000000027fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff9092169190911790556105926080840160608501611b4b565b60018201546105c791907401000000000000000000000000000000000000000090046bffffffffffffffffffffffff16611d6d565b6004820180547fffffffffffffffffffffffffffffffffffffffff000000000000000000000000166bffffffffffffffffffffffff9290921691909117905582357f9442333f4fa56ffcdfa079a2c1b4029d22c545dd46beda540452330e5983f58c604085013561063e6080870160608801611b4b565b604080519283526bffffffffffffffffffffffff909116602083015260808701359082015260600160405180910390a2506106776114c3565b5050565b61068361148c565b5f828152600160205260409020805473ffffffffffffffffffffffffffffffffffffffff1633146106e2576040517f246827bf0000000000000000000000000000000000000000000000000000000081523360048201526024016102a9565b5f600282547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561071b5761071b611871565b0361076057506004810180547fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081169091556bffffffffffffffffffffffff16610883565b600182547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561079857610798611871565b036108835781545f906107d19062093a809074010000000000000000000000000000000000000000900467ffffffffffffffff16611d91565b905080421015610810576040517f52d9de79000000000000000000000000000000000000000000000000000000008152600481018290526024016102a9565b5050600181015481547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c03000000000000000000000000000000000000000000000000000000001782557401000000000000000000000000000000000000000090046bffffffffffffffffffffffff165b806bffffffffffffffffffffffff165f036108ca576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040805173ffffffffffffffffffffffffffffffffffffffff851681526bffffffffffffffffffffffff8316602082015285917f4156727ee60bd8c93c4f43d17d192937dfab044eb59275203c66589e146325a3910160405180910390a2600182015461095c9073ffffffffffffffffffffffffffffffffffffffff16846bffffffffffffffffffffffff84166114ed565b50506106776114c3565b6040805161014080820183525f8083526020808401829052838501829052606084018290526080840182905260a0840182905260c0840182905260e0840182905261010084018290526101208401829052858252600181529084902084519283018552805473ffffffffffffffffffffffffffffffffffffffff8116845274010000000000000000000000000000000000000000810467ffffffffffffffff169284019290925292939192918301907c0100000000000000000000000000000000000000000000000000000000900460ff166003811115610a4957610a49611871565b6003811115610a5a57610a5a611871565b8152600182015473ffffffffffffffffffffffffffffffffffffffff811660208301527401000000000000000000000000000000000000000090046bffffffffffffffffffffffff9081166040830152600283015460608301526003830154608083015260049092015480831660a08301526c01000000000000000000000000810490921660c0820152780100000000000000000000000000000000000000000000000090910467ffffffffffffffff1660e09091015292915050565b610b1f61148c565b5f868152600160205260409020600281547c0100000000000000000000000000000000000000000000000000000000900460ff166003811115610b6457610b64611871565b14610bc45780546040517f800b06150000000000000000000000000000000000000000000000000000000081526102a99189917c010000000000000000000000000000000000000000000000000000000090910460ff1690600401611b37565b610bce878761145b565b15610c0f576040517f6bd4745f00000000000000000000000000000000000000000000000000000000815260048101889052602481018790526044016102a9565b604080516020810189905290810187905273ffffffffffffffffffffffffffffffffffffffff861660608201526bffffffffffffffffffffffff851660808201525f9060a001604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081840301815282825280516020918201209083015201604051602081830303815290604052805190602001209050610cb8848484600301548461154d565b610cee576040517f09bde33900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048201546bffffffffffffffffffffffff6c0100000000000000000000000090910481169086161115610d80576004828101546040517fe89dabc40000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff808916938201939093526c0100000000000000000000000090910490911660248201526044016102a9565b5f88815260026020908152604080832060088b901c845290915290208054600160ff8a161b1790558482600401600c8282829054906101000a90046bffffffffffffffffffffffff16610dd39190611d6d565b92506101000a8154816bffffffffffffffffffffffff02191690836bffffffffffffffffffffffff1602179055508573ffffffffffffffffffffffffffffffffffffffff1687897f0b5fdee4ceb90274d3d3131a737a5072e83bb5d24f4f4754cbba2bdf4dc3989c88604051610e5d91906bffffffffffffffffffffffff91909116815260200190565b60405180910390a46001820154610e999073ffffffffffffffffffffffffffffffffffffffff16876bffffffffffffffffffffffff88166114ed565b5050610ea36114c3565b505050505050565b5f610eb461148c565b846bffffffffffffffffffffffff165f03610efb576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f849003610f35576040517faec6d31600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80610f43610e1042611d91565b610f516312cc030042611d91565b91509150818467ffffffffffffffff161080610f765750808467ffffffffffffffff16115b15610fc7576040517f95944ce600000000000000000000000000000000000000000000000000000000815267ffffffffffffffff8516600482015260248101839052604481018290526064016102a9565b5f5f8154610fd490611da4565b91829055505f818152600160208190526040822080549396509233928892918591908290601490859083907fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c0100000000000000000000000000000000000000000000000000000000830217905550815467ffffffffffffffff96871661010092830a9081029088021990911617909155825473ffffffffffffffffffffffffffffffffffffffff9687169290910a918202918602191617905550600480840180548a84167801000000000000000000000000000000000000000000000000810277ffffffffffffffffffffffffffffffffffffffffffffffff90921691909117909155600285018b90558c84166bffffffffffffffffffffffff8d167401000000000000000000000000000000000000000081027fffffffffffffffffffffffff000000000000000000000000000000000000000016821760018801556040805160e0810182528b8152336020820152808201939093526060830191909152608082018d905260a082019290925292891660c0840152517ffce2d4fe0000000000000000000000000000000000000000000000000000000081527f00000000000000000000000000000000000000000000000000000000000000009093169263fce2d4fe9261125e929091015f60e0820190508251825273ffffffffffffffffffffffffffffffffffffffff602084015116602083015273ffffffffffffffffffffffffffffffffffffffff60408401511660408301526bffffffffffffffffffffffff60608401511660608301526080830151608083015267ffffffffffffffff60a08401511660a083015267ffffffffffffffff60c08401511660c083015292915050565b5f604051808303815f87803b158015611275575f5ffd5b505af1158015611287573d5f5f3e3d5ffd5b50506040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f925073ffffffffffffffffffffffffffffffffffffffff8c1691506370a0823190602401602060405180830381865afa1580156112f5573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113199190611ddb565b905061134b73ffffffffffffffffffffffffffffffffffffffff8b1633306bffffffffffffffffffffffff8d16611564565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f90829073ffffffffffffffffffffffffffffffffffffffff8d16906370a0823190602401602060405180830381865afa1580156113b7573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113db9190611ddb565b6113e59190611df2565b9050896bffffffffffffffffffffffff168114611445576040517fca0dd2360000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff8b166004820152602481018290526044016102a9565b50505050506114526114c3565b95945050505050565b5f828152600260209081526040808320600885901c8452909152812054600160ff84161b1615155b90505b92915050565b6114946115c6565b6114c160017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b9061161f565b565b6114c15f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006114bb565b6114fa8383836001611626565b611548576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024016102a9565b505050565b5f8261155a8686856116ae565b1495945050505050565b6115728484848460016116f1565b6115c0576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff851660048201526024016102a9565b50505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156114c1576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166116a2578383151615611696573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f81815b848110156116e6576116dc828787848181106116d0576116d0611e05565b90506020020135611784565b91506001016116b2565b5090505b9392505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8781166004528616602452604485905291602083606481808c5af1925060015f51148316611773578383151615611767573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f81831061179e575f828152602084905260409020611483565b5f838152602083905260409020611483565b5f5f82840360c08112156117c2575f5ffd5b60a08112156117cf575f5ffd5b5082915060a083013567ffffffffffffffff8111156117ec575f5ffd5b8301606081860312156117fd575f5ffd5b809150509250929050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461182b575f5ffd5b919050565b5f5f60408385031215611841575f5ffd5b8235915061185160208401611808565b90509250929050565b5f6020828403121561186a575f5ffd5b5035919050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b600481106118d3577f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b9052565b815173ffffffffffffffffffffffffffffffffffffffff16815261014081016020830151611911602084018267ffffffffffffffff169052565b506040830151611924604084018261189e565b50606083015161194c606084018273ffffffffffffffffffffffffffffffffffffffff169052565b50608083015161196c60808401826bffffffffffffffffffffffff169052565b5060a083015160a083015260c083015160c083015260e08301516119a060e08401826bffffffffffffffffffffffff169052565b506101008301516119c26101008401826bffffffffffffffffffffffff169052565b506101208301516119e061012084018267ffffffffffffffff169052565b5092915050565b80356bffffffffffffffffffffffff8116811461182b575f5ffd5b5f5f5f5f5f5f60a08789031215611a17575f5ffd5b8635955060208701359450611a2e60408801611808565b9350611a3c606088016119e7565b9250608087013567ffffffffffffffff811115611a57575f5ffd5b8701601f81018913611a67575f5ffd5b803567ffffffffffffffff811115611a7d575f5ffd5b8960208260051b8401011115611a91575f5ffd5b60208201935080925050509295509295509295565b803567ffffffffffffffff8116811461182b575f5ffd5b5f5f5f5f5f60a08688031215611ad1575f5ffd5b611ada86611808565b9450611ae8602087016119e7565b935060408601359250611afd60608701611aa6565b9150611b0b60808701611aa6565b90509295509295909350565b5f5f60408385031215611b28575f5ffd5b50508035926020909101359150565b828152604081016116ea602083018461189e565b5f60208284031215611b5b575f5ffd5b611483826119e7565b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1843603018112611b97575f5ffd5b830160208101925035905067ffffffffffffffff811115611bb6575f5ffd5b803603821315611bc4575f5ffd5b9250929050565b81835281816020850137505f602082840101525f60207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116840101905092915050565b8235815260208084013590820152604080840135908201525f6bffffffffffffffffffffffff611c44606086016119e7565b1660608301526080848101359083015260c060a08301528235368490037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1018112611c8d575f5ffd5b830160208101903567ffffffffffffffff811115611ca9575f5ffd5b8060051b803603831315611cbb575f5ffd5b606060c0860152816101208601527f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff821115611cf5575f5ffd5b8083610140870137602086013560e086015284019150611d1a90506040850185611b64565b608085840301610100860152611d3561014084018284611bcb565b979650505050505050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6bffffffffffffffffffffffff828116828216039081111561148657611486611d40565b8082018082111561148657611486611d40565b5f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8203611dd457611dd4611d40565b5060010190565b5f60208284031215611deb575f5ffd5b5051919050565b8181038181111561148657611486611d40565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd",
}

// BountyEscrow is an auto generated Go binding around an Ethereum contract.
type BountyEscrow struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *BountyEscrow) GetABI() abi.ABI {
	return c.abi
}

// NewBountyEscrow creates a new instance of BountyEscrow.
func NewBountyEscrow() *BountyEscrow {
	parsed, err := BountyEscrowMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &BountyEscrow{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *BountyEscrow) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackMAXDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1724b46.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) PackMAXDURATION() []byte {
	enc, err := bountyEscrow.abi.Pack("MAX_DURATION")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1724b46.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) TryPackMAXDURATION() ([]byte, error) {
	return bountyEscrow.abi.Pack("MAX_DURATION")
}

// UnpackMAXDURATION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb1724b46.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) UnpackMAXDURATION(data []byte) (uint64, error) {
	out, err := bountyEscrow.abi.Unpack("MAX_DURATION", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMINDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb6a6d177.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MIN_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) PackMINDURATION() []byte {
	enc, err := bountyEscrow.abi.Pack("MIN_DURATION")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMINDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb6a6d177.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MIN_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) TryPackMINDURATION() ([]byte, error) {
	return bountyEscrow.abi.Pack("MIN_DURATION")
}

// UnpackMINDURATION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb6a6d177.
//
// Solidity: function MIN_DURATION() view returns(uint64)
func (bountyEscrow *BountyEscrow) UnpackMINDURATION(data []byte) (uint64, error) {
	out, err := bountyEscrow.abi.Unpack("MIN_DURATION", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackREFUNDDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x190da595.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (bountyEscrow *BountyEscrow) PackREFUNDDELAY() []byte {
	enc, err := bountyEscrow.abi.Pack("REFUND_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackREFUNDDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x190da595.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (bountyEscrow *BountyEscrow) TryPackREFUNDDELAY() ([]byte, error) {
	return bountyEscrow.abi.Pack("REFUND_DELAY")
}

// UnpackREFUNDDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x190da595.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (bountyEscrow *BountyEscrow) UnpackREFUNDDELAY(data []byte) (uint64, error) {
	out, err := bountyEscrow.abi.Unpack("REFUND_DELAY", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackBounties is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdc2f8744.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bounties(uint256 bounty) view returns((address,uint64,uint8,address,uint96,bytes32,bytes32,uint96,uint96,uint64))
func (bountyEscrow *BountyEscrow) PackBounties(bounty *big.Int) []byte {
	enc, err := bountyEscrow.abi.Pack("bounties", bounty)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBounties is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdc2f8744.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bounties(uint256 bounty) view returns((address,uint64,uint8,address,uint96,bytes32,bytes32,uint96,uint96,uint64))
func (bountyEscrow *BountyEscrow) TryPackBounties(bounty *big.Int) ([]byte, error) {
	return bountyEscrow.abi.Pack("bounties", bounty)
}

// UnpackBounties is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdc2f8744.
//
// Solidity: function bounties(uint256 bounty) view returns((address,uint64,uint8,address,uint96,bytes32,bytes32,uint96,uint96,uint64))
func (bountyEscrow *BountyEscrow) UnpackBounties(data []byte) (IBountyEscrowBounty, error) {
	out, err := bountyEscrow.abi.Unpack("bounties", data)
	if err != nil {
		return *new(IBountyEscrowBounty), err
	}
	out0 := *abi.ConvertType(out[0], new(IBountyEscrowBounty)).(*IBountyEscrowBounty)
	return out0, nil
}

// PackBridge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe78cea92.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bridge() view returns(address)
func (bountyEscrow *BountyEscrow) PackBridge() []byte {
	enc, err := bountyEscrow.abi.Pack("bridge")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBridge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe78cea92.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bridge() view returns(address)
func (bountyEscrow *BountyEscrow) TryPackBridge() ([]byte, error) {
	return bountyEscrow.abi.Pack("bridge")
}

// UnpackBridge is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe78cea92.
//
// Solidity: function bridge() view returns(address)
func (bountyEscrow *BountyEscrow) UnpackBridge(data []byte) (common.Address, error) {
	out, err := bountyEscrow.abi.Unpack("bridge", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce565ee.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(uint256 bounty, uint256 index, address winner, uint96 amount, bytes32[] proof) returns()
func (bountyEscrow *BountyEscrow) PackClaim(bounty *big.Int, index *big.Int, winner common.Address, amount *big.Int, proof [][32]byte) []byte {
	enc, err := bountyEscrow.abi.Pack("claim", bounty, index, winner, amount, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce565ee.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(uint256 bounty, uint256 index, address winner, uint96 amount, bytes32[] proof) returns()
func (bountyEscrow *BountyEscrow) TryPackClaim(bounty *big.Int, index *big.Int, winner common.Address, amount *big.Int, proof [][32]byte) ([]byte, error) {
	return bountyEscrow.abi.Pack("claim", bounty, index, winner, amount, proof)
}

// PackCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06661abd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function count() view returns(uint256)
func (bountyEscrow *BountyEscrow) PackCount() []byte {
	enc, err := bountyEscrow.abi.Pack("count")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06661abd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function count() view returns(uint256)
func (bountyEscrow *BountyEscrow) TryPackCount() ([]byte, error) {
	return bountyEscrow.abi.Pack("count")
}

// UnpackCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06661abd.
//
// Solidity: function count() view returns(uint256)
func (bountyEscrow *BountyEscrow) UnpackCount(data []byte) (*big.Int, error) {
	out, err := bountyEscrow.abi.Unpack("count", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3c86518.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fund(address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline) returns(uint256 bounty)
func (bountyEscrow *BountyEscrow) PackFund(token common.Address, amount *big.Int, spec [32]byte, job uint64, deadline uint64) []byte {
	enc, err := bountyEscrow.abi.Pack("fund", token, amount, spec, job, deadline)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3c86518.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fund(address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline) returns(uint256 bounty)
func (bountyEscrow *BountyEscrow) TryPackFund(token common.Address, amount *big.Int, spec [32]byte, job uint64, deadline uint64) ([]byte, error) {
	return bountyEscrow.abi.Pack("fund", token, amount, spec, job, deadline)
}

// UnpackFund is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe3c86518.
//
// Solidity: function fund(address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline) returns(uint256 bounty)
func (bountyEscrow *BountyEscrow) UnpackFund(data []byte) (*big.Int, error) {
	out, err := bountyEscrow.abi.Unpack("fund", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIsClaimed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf364c90c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isClaimed(uint256 bounty, uint256 index) view returns(bool)
func (bountyEscrow *BountyEscrow) PackIsClaimed(bounty *big.Int, index *big.Int) []byte {
	enc, err := bountyEscrow.abi.Pack("isClaimed", bounty, index)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsClaimed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf364c90c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isClaimed(uint256 bounty, uint256 index) view returns(bool)
func (bountyEscrow *BountyEscrow) TryPackIsClaimed(bounty *big.Int, index *big.Int) ([]byte, error) {
	return bountyEscrow.abi.Pack("isClaimed", bounty, index)
}

// UnpackIsClaimed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf364c90c.
//
// Solidity: function isClaimed(uint256 bounty, uint256 index) view returns(bool)
func (bountyEscrow *BountyEscrow) UnpackIsClaimed(data []byte) (bool, error) {
	out, err := bountyEscrow.abi.Unpack("isClaimed", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ad226dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refund(uint256 bounty, address to) returns()
func (bountyEscrow *BountyEscrow) PackRefund(bounty *big.Int, to common.Address) []byte {
	enc, err := bountyEscrow.abi.Pack("refund", bounty, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ad226dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refund(uint256 bounty, address to) returns()
func (bountyEscrow *BountyEscrow) TryPackRefund(bounty *big.Int, to common.Address) ([]byte, error) {
	return bountyEscrow.abi.Pack("refund", bounty, to)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6157571d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle((uint256,bytes32,bytes32,uint96,bytes32) settlement, (uint256[],uint256,bytes) quorum) returns()
func (bountyEscrow *BountyEscrow) PackSettle(settlement IWeftBridgeSettlement, quorum IWeftBridgeQuorum) []byte {
	enc, err := bountyEscrow.abi.Pack("settle", settlement, quorum)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6157571d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle((uint256,bytes32,bytes32,uint96,bytes32) settlement, (uint256[],uint256,bytes) quorum) returns()
func (bountyEscrow *BountyEscrow) TryPackSettle(settlement IWeftBridgeSettlement, quorum IWeftBridgeQuorum) ([]byte, error) {
	return bountyEscrow.abi.Pack("settle", settlement, quorum)
}

// BountyEscrowClaimed represents a Claimed event raised by the BountyEscrow contract.
type BountyEscrowClaimed struct {
	Bounty *big.Int
	Index  *big.Int
	Winner common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const BountyEscrowClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (BountyEscrowClaimed) ContractEventName() string {
	return BountyEscrowClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(uint256 indexed bounty, uint256 indexed index, address indexed winner, uint96 amount)
func (bountyEscrow *BountyEscrow) UnpackClaimedEvent(log *types.Log) (*BountyEscrowClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bountyEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BountyEscrowClaimed)
	if len(log.Data) > 0 {
		if err := bountyEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bountyEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// BountyEscrowRefunded represents a Refunded event raised by the BountyEscrow contract.
type BountyEscrowRefunded struct {
	Bounty *big.Int
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const BountyEscrowRefundedEventName = "Refunded"

// ContractEventName returns the user-defined event name.
func (BountyEscrowRefunded) ContractEventName() string {
	return BountyEscrowRefundedEventName
}

// UnpackRefundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refunded(uint256 indexed bounty, address to, uint96 amount)
func (bountyEscrow *BountyEscrow) UnpackRefundedEvent(log *types.Log) (*BountyEscrowRefunded, error) {
	event := "Refunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bountyEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BountyEscrowRefunded)
	if len(log.Data) > 0 {
		if err := bountyEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bountyEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// BountyEscrowSettled represents a Settled event raised by the BountyEscrow contract.
type BountyEscrowSettled struct {
	Bounty  *big.Int
	Root    [32]byte
	Awarded *big.Int
	Model   [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const BountyEscrowSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (BountyEscrowSettled) ContractEventName() string {
	return BountyEscrowSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(uint256 indexed bounty, bytes32 root, uint96 awarded, bytes32 model)
func (bountyEscrow *BountyEscrow) UnpackSettledEvent(log *types.Log) (*BountyEscrowSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != bountyEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BountyEscrowSettled)
	if len(log.Data) > 0 {
		if err := bountyEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range bountyEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (bountyEscrow *BountyEscrow) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["AlreadyClaimed"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackAlreadyClaimedError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["AwardExceedsAmount"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackAwardExceedsAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["ClaimExceedsAward"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackClaimExceedsAwardError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["DeadlineOutOfRange"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackDeadlineOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["FeeOnTransfer"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackFeeOnTransferError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["InvalidProof"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackInvalidProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["NotSponsor"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackNotSponsorError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["RefundTooSoon"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackRefundTooSoonError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["SpecMismatch"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackSpecMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["WrongState"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackWrongStateError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["ZeroAmount"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackZeroAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["ZeroRoot"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackZeroRootError(raw[4:])
	}
	if bytes.Equal(raw[:4], bountyEscrow.abi.Errors["ZeroSpec"].ID.Bytes()[:4]) {
		return bountyEscrow.UnpackZeroSpecError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// BountyEscrowAlreadyClaimed represents a AlreadyClaimed error raised by the BountyEscrow contract.
type BountyEscrowAlreadyClaimed struct {
	Bounty *big.Int
	Index  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyClaimed(uint256 bounty, uint256 index)
func BountyEscrowAlreadyClaimedErrorID() common.Hash {
	return common.HexToHash("0x6bd4745f158d30c043cba14fb71aa75e34ff198858bbcc5c3190e69f18d6dee3")
}

// UnpackAlreadyClaimedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyClaimed(uint256 bounty, uint256 index)
func (bountyEscrow *BountyEscrow) UnpackAlreadyClaimedError(raw []byte) (*BountyEscrowAlreadyClaimed, error) {
	out := new(BountyEscrowAlreadyClaimed)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "AlreadyClaimed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowAwardExceedsAmount represents a AwardExceedsAmount error raised by the BountyEscrow contract.
type BountyEscrowAwardExceedsAmount struct {
	Awarded *big.Int
	Amount  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AwardExceedsAmount(uint96 awarded, uint96 amount)
func BountyEscrowAwardExceedsAmountErrorID() common.Hash {
	return common.HexToHash("0xe6a686b57c6e3af7cf7301c3db60ba85f4b255ab45dcec04ea55bb7c35786ed9")
}

// UnpackAwardExceedsAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AwardExceedsAmount(uint96 awarded, uint96 amount)
func (bountyEscrow *BountyEscrow) UnpackAwardExceedsAmountError(raw []byte) (*BountyEscrowAwardExceedsAmount, error) {
	out := new(BountyEscrowAwardExceedsAmount)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "AwardExceedsAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowClaimExceedsAward represents a ClaimExceedsAward error raised by the BountyEscrow contract.
type BountyEscrowClaimExceedsAward struct {
	Amount *big.Int
	Unpaid *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimExceedsAward(uint96 amount, uint96 unpaid)
func BountyEscrowClaimExceedsAwardErrorID() common.Hash {
	return common.HexToHash("0xe89dabc4a20cbbbcda8438a97beb68a20365a452bc5708d02b777c9280b8ec54")
}

// UnpackClaimExceedsAwardError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimExceedsAward(uint96 amount, uint96 unpaid)
func (bountyEscrow *BountyEscrow) UnpackClaimExceedsAwardError(raw []byte) (*BountyEscrowClaimExceedsAward, error) {
	out := new(BountyEscrowClaimExceedsAward)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "ClaimExceedsAward", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowDeadlineOutOfRange represents a DeadlineOutOfRange error raised by the BountyEscrow contract.
type BountyEscrowDeadlineOutOfRange struct {
	Deadline uint64
	First    *big.Int
	Last     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DeadlineOutOfRange(uint64 deadline, uint256 first, uint256 last)
func BountyEscrowDeadlineOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x95944ce6b1c09d0d662b9565e989a3d0be4da788ba5788ba25d1e716250b82d5")
}

// UnpackDeadlineOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DeadlineOutOfRange(uint64 deadline, uint256 first, uint256 last)
func (bountyEscrow *BountyEscrow) UnpackDeadlineOutOfRangeError(raw []byte) (*BountyEscrowDeadlineOutOfRange, error) {
	out := new(BountyEscrowDeadlineOutOfRange)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "DeadlineOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowFeeOnTransfer represents a FeeOnTransfer error raised by the BountyEscrow contract.
type BountyEscrowFeeOnTransfer struct {
	Sent     *big.Int
	Received *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FeeOnTransfer(uint256 sent, uint256 received)
func BountyEscrowFeeOnTransferErrorID() common.Hash {
	return common.HexToHash("0xca0dd23612559db056192da443044598512e4263465720cea1acc3529a5751fd")
}

// UnpackFeeOnTransferError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FeeOnTransfer(uint256 sent, uint256 received)
func (bountyEscrow *BountyEscrow) UnpackFeeOnTransferError(raw []byte) (*BountyEscrowFeeOnTransfer, error) {
	out := new(BountyEscrowFeeOnTransfer)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "FeeOnTransfer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowInvalidProof represents a InvalidProof error raised by the BountyEscrow contract.
type BountyEscrowInvalidProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidProof()
func BountyEscrowInvalidProofErrorID() common.Hash {
	return common.HexToHash("0x09bde339c6b182be216ee7ef8ccff6338c6ef7993445216112ae575c5438fd27")
}

// UnpackInvalidProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidProof()
func (bountyEscrow *BountyEscrow) UnpackInvalidProofError(raw []byte) (*BountyEscrowInvalidProof, error) {
	out := new(BountyEscrowInvalidProof)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "InvalidProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowNotSponsor represents a NotSponsor error raised by the BountyEscrow contract.
type BountyEscrowNotSponsor struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSponsor(address caller)
func BountyEscrowNotSponsorErrorID() common.Hash {
	return common.HexToHash("0x246827bfc40d403fbda7337aca07f520a2d49671e86e9d45c4b3b194d5b8d883")
}

// UnpackNotSponsorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSponsor(address caller)
func (bountyEscrow *BountyEscrow) UnpackNotSponsorError(raw []byte) (*BountyEscrowNotSponsor, error) {
	out := new(BountyEscrowNotSponsor)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "NotSponsor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the BountyEscrow contract.
type BountyEscrowReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func BountyEscrowReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (bountyEscrow *BountyEscrow) UnpackReentrancyGuardReentrantCallError(raw []byte) (*BountyEscrowReentrancyGuardReentrantCall, error) {
	out := new(BountyEscrowReentrancyGuardReentrantCall)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowRefundTooSoon represents a RefundTooSoon error raised by the BountyEscrow contract.
type BountyEscrowRefundTooSoon struct {
	From *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RefundTooSoon(uint256 from)
func BountyEscrowRefundTooSoonErrorID() common.Hash {
	return common.HexToHash("0x52d9de793ce6d543bce4a374be1d285dfcca00f55f5d70f834a233de16b813e4")
}

// UnpackRefundTooSoonError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RefundTooSoon(uint256 from)
func (bountyEscrow *BountyEscrow) UnpackRefundTooSoonError(raw []byte) (*BountyEscrowRefundTooSoon, error) {
	out := new(BountyEscrowRefundTooSoon)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "RefundTooSoon", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the BountyEscrow contract.
type BountyEscrowSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func BountyEscrowSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (bountyEscrow *BountyEscrow) UnpackSafeERC20FailedOperationError(raw []byte) (*BountyEscrowSafeERC20FailedOperation, error) {
	out := new(BountyEscrowSafeERC20FailedOperation)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowSpecMismatch represents a SpecMismatch error raised by the BountyEscrow contract.
type BountyEscrowSpecMismatch struct {
	Given  [32]byte
	Funded [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SpecMismatch(bytes32 given, bytes32 funded)
func BountyEscrowSpecMismatchErrorID() common.Hash {
	return common.HexToHash("0x1a0917c3a16d1f9916586ca63280d092908c68e0a3db80794bb3e7b6c890d275")
}

// UnpackSpecMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SpecMismatch(bytes32 given, bytes32 funded)
func (bountyEscrow *BountyEscrow) UnpackSpecMismatchError(raw []byte) (*BountyEscrowSpecMismatch, error) {
	out := new(BountyEscrowSpecMismatch)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "SpecMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowWrongState represents a WrongState error raised by the BountyEscrow contract.
type BountyEscrowWrongState struct {
	Bounty *big.Int
	State  uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongState(uint256 bounty, uint8 state)
func BountyEscrowWrongStateErrorID() common.Hash {
	return common.HexToHash("0x800b061518cbf2095c1b1778c2e3202c0e88a5711a68b4d0ca85bbcbf3523260")
}

// UnpackWrongStateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongState(uint256 bounty, uint8 state)
func (bountyEscrow *BountyEscrow) UnpackWrongStateError(raw []byte) (*BountyEscrowWrongState, error) {
	out := new(BountyEscrowWrongState)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "WrongState", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowZeroAmount represents a ZeroAmount error raised by the BountyEscrow contract.
type BountyEscrowZeroAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAmount()
func BountyEscrowZeroAmountErrorID() common.Hash {
	return common.HexToHash("0x1f2a2005cb66a8e145327e8814e243a0996aec9bfe1e15a495778b1236dbd485")
}

// UnpackZeroAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAmount()
func (bountyEscrow *BountyEscrow) UnpackZeroAmountError(raw []byte) (*BountyEscrowZeroAmount, error) {
	out := new(BountyEscrowZeroAmount)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "ZeroAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowZeroRoot represents a ZeroRoot error raised by the BountyEscrow contract.
type BountyEscrowZeroRoot struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroRoot()
func BountyEscrowZeroRootErrorID() common.Hash {
	return common.HexToHash("0xb263ae738e814ca9af6ee56bb85daa47624e790421913c947dcba2aac07cfdbd")
}

// UnpackZeroRootError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroRoot()
func (bountyEscrow *BountyEscrow) UnpackZeroRootError(raw []byte) (*BountyEscrowZeroRoot, error) {
	out := new(BountyEscrowZeroRoot)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "ZeroRoot", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BountyEscrowZeroSpec represents a ZeroSpec error raised by the BountyEscrow contract.
type BountyEscrowZeroSpec struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroSpec()
func BountyEscrowZeroSpecErrorID() common.Hash {
	return common.HexToHash("0xaec6d3167b1a0ccd1d553f34675d84b9fa4322798d040f41a4808c0b1412e702")
}

// UnpackZeroSpecError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroSpec()
func (bountyEscrow *BountyEscrow) UnpackZeroSpecError(raw []byte) (*BountyEscrowZeroSpec, error) {
	out := new(BountyEscrowZeroSpec)
	if err := bountyEscrow.abi.UnpackIntoInterface(out, "ZeroSpec", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeMetaData contains all meta data concerning the WeftBridge contract.
var WeftBridgeMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"d\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Deployment\",\"components\":[{\"name\":\"weftChainId\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"setNonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"maxSetAge\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"maxRotationAge\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"guardian\",\"type\":\"address\",\"internalType\":\"address\"}]}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"CAP_DELAY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_TRANSFERS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"NONCE_WINDOW\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PAUSE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PAUSE_BREAK\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"asset\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"a\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Asset\",\"components\":[{\"name\":\"dayCap\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumIWeftBridge.Kind\"},{\"name\":\"listed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"nextFrom\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"spent\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"batch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"day\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"nextCap\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claimable\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"deposit\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"account\",\"type\":\"bytes20\",\"internalType\":\"bytes20\"},{\"name\":\"job\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"domainSeparator\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"escrow\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIBountyEscrow\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"eventNonce\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"executeBatch\",\"inputs\":[{\"name\":\"batch\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Batch\",\"components\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"transfers\",\"type\":\"tuple[]\",\"internalType\":\"structIWeftBridge.Transfer[]\",\"components\":[{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"}]},{\"name\":\"fee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"name\":\"quorum\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Quorum\",\"components\":[{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signatures\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"guardian\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"listAsset\",\"inputs\":[{\"name\":\"listing\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Listing\",\"components\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumIWeftBridge.Kind\"},{\"name\":\"dayCap\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"quorum\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Quorum\",\"components\":[{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signatures\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"listingNonce\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"maxRotationAge\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"maxSetAge\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"noteBounty\",\"inputs\":[{\"name\":\"n\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.BountyNote\",\"components\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"sponsor\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"job\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"pause\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"pausedUntil\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setHash\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setNonce\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setTime\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"updateValidatorSet\",\"inputs\":[{\"name\":\"newNonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"newWords\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"quorum\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Quorum\",\"components\":[{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signatures\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"verifySettlement\",\"inputs\":[{\"name\":\"settlement\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Settlement\",\"components\":[{\"name\":\"bounty\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"awarded\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"model\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"quorum\",\"type\":\"tuple\",\"internalType\":\"structIWeftBridge.Quorum\",\"components\":[{\"name\":\"words\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"},{\"name\":\"signers\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signatures\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"weft\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIWeftToken\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"AssetListed\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"listing\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"kind\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumIWeftBridge.Kind\"},{\"name\":\"dayCap\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"},{\"name\":\"from\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"BatchExecuted\",\"inputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"batch\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"relayer\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"BountyNoted\",\"inputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"bounty\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"sponsor\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint96\",\"indexed\":false,\"internalType\":\"uint96\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"job\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Claimed\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"owner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Deposited\",\"inputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"from\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"account\",\"type\":\"bytes20\",\"indexed\":false,\"internalType\":\"bytes20\"},{\"name\":\"job\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Paused\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PushFailed\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"ValidatorSetUpdated\",\"inputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"set\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"words\",\"type\":\"uint256[]\",\"indexed\":false,\"internalType\":\"uint256[]\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AgesOutOfRange\",\"inputs\":[{\"name\":\"maxSetAge\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"maxRotationAge\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"AssetNotListed\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"BatchExpired\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BridgePaused\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"DayCapExceeded\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"spent\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"dayCap\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InsufficientGas\",\"inputs\":[{\"name\":\"left\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InsufficientPower\",\"inputs\":[{\"name\":\"power\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InvalidSignature\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"KindMismatch\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumIWeftBridge.Kind\"}]},{\"type\":\"error\",\"name\":\"NonceOutOfRange\",\"inputs\":[{\"name\":\"nonce\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"first\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"last\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NotEscrow\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotGuardian\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"PauseTooSoon\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ReentrancyGuardReentrantCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"SetSizeOutOfRange\",\"inputs\":[{\"name\":\"size\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"SignaturesTooShort\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooManyTransfers\",\"inputs\":[{\"name\":\"count\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TotalPowerOutOfRange\",\"inputs\":[{\"name\":\"total\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"UnknownValidatorSet\",\"inputs\":[{\"name\":\"given\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"current\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"ValidatorOutOfOrder\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ValidatorSetExpired\",\"inputs\":[{\"name\":\"since\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ZeroAccount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ZeroAmount\",\"inputs\":[]}]",
	ID:  "WeftBridge",
	Bin: "0x610180604052348015610010575f5ffd5b5060405161758738038061758783398101604081905261002f916105fd565b60608101516001600160401b03161580610062575080608001516001600160401b031681606001516001600160401b0316115b156100a2576060810151608082015160405163200d9e6360e01b81526001600160401b039283166004820152911660248201526044015b60405180910390fd5b6040516100ae9061045c565b604051809103905ff0801580156100c7573d5f5f3e3d5ffd5b506001600160a01b03166080526040516100e090610469565b604051809103905ff0801580156100f9573d5f5f3e3d5ffd5b506001600160a01b0390811660a09081528201511660c05260608101516001600160401b0390811660e052608082015116610100528051805160209182012061012052466101608190528251805192019190912061020d91903090604080517fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647260208201527fa115a9ad0ff08b0180c8b7137b35f3028a779938d540e5e531a84bba3aea4625918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc66060820152608081018490526001600160a01b03831660a082015260c081018290525f9060e0016040516020818303038152906040528051906020012090509392505050565b6101405260208101516040820151610225919061022b565b506107c6565b610234816102ee565b61023e82826103f6565b5f55600180546001600160401b038481166001600160801b03199092169190911768010000000000000000428316021780835560109161028591600160801b9004166106e9565b91906101000a8154816001600160401b0302191690836001600160401b0316021790556001600160401b03167f3078b2594c813af61d07e3ef33cc6e0f6535791237dfc30fdd72c800ddab41b883836040516102e2929190610714565b60405180910390a25050565b80518015806102fd5750607d81115b1561031e57604051639f927d4d60e01b815260048101829052602401610099565b5f5f5f5b838110156103a0575f85828151811061033d5761033d610769565b60209081029190910101519050606081901c6001600160601b0382168482111580610366575080155b15610387576040516392d96cfb60e01b815260048101859052602401610099565b610391818761077d565b95509093505050600101610322565b506401000000008211806103cf575060036103c16401000000006002610790565b6103cb91906107a7565b8211155b156103f057604051630a87585760e21b815260048101839052602401610099565b50505050565b8051602090810281830120604080517fa9cecf557a28a1bc0a04b9540bcb2613cad75196396ef73aec87293d7fa468cc818501526001600160401b0386168183015260608082019390935281518082039093018352608001905280519101205b92915050565b61178c80613f9083390190565b611e6b8061571c83390190565b634e487b7160e01b5f52604160045260245ffd5b60405160c081016001600160401b03811182821017156104ac576104ac610476565b60405290565b604051601f8201601f191681016001600160401b03811182821017156104da576104da610476565b604052919050565b5f82601f8301126104f1575f5ffd5b81516001600160401b0381111561050a5761050a610476565b61051d601f8201601f19166020016104b2565b818152846020838601011115610531575f5ffd5b8160208501602083015e5f918101602001919091529392505050565b80516001600160401b0381168114610563575f5ffd5b919050565b5f82601f830112610577575f5ffd5b81516001600160401b0381111561059057610590610476565b8060051b6105a0602082016104b2565b918252602081850181019290810190868411156105bb575f5ffd5b6020860192505b838310156105dd5782518252602092830192909101906105c2565b9695505050505050565b80516001600160a01b0381168114610563575f5ffd5b5f6020828403121561060d575f5ffd5b81516001600160401b03811115610622575f5ffd5b820160c08185031215610633575f5ffd5b61063b61048a565b81516001600160401b03811115610650575f5ffd5b61065c868285016104e2565b82525061066b6020830161054d565b602082015260408201516001600160401b03811115610688575f5ffd5b61069486828501610568565b6040830152506106a66060830161054d565b60608201526106b76080830161054d565b60808201526106c860a083016105e7565b60a0820152949350505050565b634e487b7160e01b5f52601160045260245ffd5b5f6001600160401b0382166002600160401b0319810161070b5761070b6106d5565b60010192915050565b6001600160401b03831681526040602080830182905283519183018290525f91908401906060840190835b8181101561075d57835183526020938401939092019160010161073f565b50909695505050505050565b634e487b7160e01b5f52603260045260245ffd5b80820180821115610456576104566106d5565b8082028115828204841417610456576104566106d5565b5f826107c157634e487b7160e01b5f52601260045260245ffd5b500490565b60805160a05160c05160e0516101005161012051610140516101605161371461087c5f395f61174301525f61179b01525f61176f01525f818161028f0152610dc701525f818161036d015281816106df01528181610a90015281816110c1015281816111d2015261182d01525f818161022a0152610f1d01525f81816103f901526118bc01525f81816103460152818161057c015281816105f20152818161091001528181610bbd015261146601526137145ff3fe608060405234801561000f575f5ffd5b50600436106101b0575f3560e01c80639c4667a2116100f3578063d9276a4911610093578063e65fad971161006e578063e65fad971461032e578063f698da251461041b578063fbce3ef014610423578063fce2d4fe14610437575f5ffd5b8063d9276a49146103b9578063da748b10146103d9578063e2fdcc17146103f4575f5ffd5b8063bb571a4f116100ce578063bb571a4f14610341578063c18766df1461032e578063caf17ee314610368578063d4570c1c1461038f575f5ffd5b80639c4667a21461030e5780639e1129961461032e578063a843d5f514610338575f5ffd5b8063785e5f721161015e5780638456cb59116101395780638456cb59146102cc57806384df8e00146102d45780638f94173b146102e75780639099df1b146102fa575f5ffd5b8063785e5f721461028a5780637869a72f146102b15780637e758ce0146102b9575f5ffd5b8063452a93201161018e578063452a93201461022557806362464ed91461026457806367626d2214610277575f5ffd5b80631c3e6ee6146101b457806321c0b342146101fa5780632b9b75731461020f575b5f5ffd5b6001546101dc90700100000000000000000000000000000000900467ffffffffffffffff1681565b60405167ffffffffffffffff90911681526020015b60405180910390f35b61020d610208366004612f16565b61044a565b005b610217606481565b6040519081526020016101f1565b61024c7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016101f1565b61020d610272366004612f6d565b61066f565b61020d610285366004612fd2565b610a20565b6101dc7f000000000000000000000000000000000000000000000000000000000000000081565b6102175f5481565b61020d6102c7366004613025565b610dba565b61020d610f12565b61020d6102e23660046130d1565b611059565b6101dc6102f5366004613107565b611161565b6001546101dc9067ffffffffffffffff1681565b61032161031c366004613177565b61159e565b6040516101f191906131f6565b6101dc6203f48081565b6101dc6103e881565b61024c7f000000000000000000000000000000000000000000000000000000000000000081565b6101dc7f000000000000000000000000000000000000000000000000000000000000000081565b61021761039d366004612f16565b600460209081525f928352604080842090915290825290205481565b6001546101dc9068010000000000000000900467ffffffffffffffff1681565b6001546101dc90600160c01b900467ffffffffffffffff1681565b61024c7f000000000000000000000000000000000000000000000000000000000000000081565b610217611740565b6002546101dc9067ffffffffffffffff1681565b61020d6104453660046132c7565b6117bd565b610452611a4f565b600154600160c01b900467ffffffffffffffff164210156104ba576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024015b60405180910390fd5b6001600160a01b0382165f90815260046020908152604080832033845290915281205490819003610517576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b038381165f81815260046020908152604080832033808552908352818420939093558051948716855290840185905290927f913c992353dc81b7a8ba31496c484e9b6306bd2f6c509a649a38fdf5e1c953b2910160405180910390a37f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316836001600160a01b03160361064e576040517f40c10f190000000000000000000000000000000000000000000000000000000081526001600160a01b038381166004830152602482018390527f000000000000000000000000000000000000000000000000000000000000000016906340c10f19906044015f604051808303815f87803b158015610633575f5ffd5b505af1158015610645573d5f5f3e3d5ffd5b50505050610662565b6106626001600160a01b0384168383611a86565b5061066b611ad9565b5050565b610677611a4f565b600154600160c01b900467ffffffffffffffff164210156106da576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024016104b1565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f906107249067ffffffffffffffff808516916801000000000000000090041661330d565b905080421115610763576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b6107736060850160408601613320565b67ffffffffffffffff1642106107d2576107936060850160408601613320565b6040517ff78aada300000000000000000000000000000000000000000000000000000000815267ffffffffffffffff90911660048201526024016104b1565b365f6107e16060870187613339565b90925090506064811115610824576040517f5e1a8f40000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b6001546108459061083f9067ffffffffffffffff1688611b03565b86611bd8565b610850868383611d4f565b6108606040870160208801613177565b6001600160a01b03166001601081819054906101000a900467ffffffffffffffff1661088b906133a4565b825467ffffffffffffffff9182166101009390930a83810292021916179091557f9afc2b0a79bbc692b05f66a55d2670b4aabee89aec824e7b3b7a07bf9384e2086108d960208a018a613320565b6040805167ffffffffffffffff90921682523360208301520160405180910390a35f61090b6040880160208901613177565b90505f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316826001600160a01b03161461096d577fa9059cbb0000000000000000000000000000000000000000000000000000000061098f565b7f40c10f19000000000000000000000000000000000000000000000000000000005b90505f5b838110156109f757368585838181106109ae576109ae6133d0565b6040029190910191506109ee905084846109cb6020850185613177565b6109db60408601602087016133fd565b6bffffffffffffffffffffffff1661201f565b50600101610993565b50608088013515610a1257610a128282338b6080013561201f565b50505050505061066b611ad9565b610a28611a4f565b600154600160c01b900467ffffffffffffffff16421015610a8b576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024016104b1565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f90610ad59067ffffffffffffffff808516916801000000000000000090041661330d565b905080421115610b14576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b6002545f90610b2e9067ffffffffffffffff166001613428565b905067ffffffffffffffff8116610b486020870187613320565b67ffffffffffffffff1614610bb257610b646020860186613320565b6040517f2ab439f700000000000000000000000000000000000000000000000000000000815267ffffffffffffffff91821660048201529082166024820181905260448201526064016104b1565b5f6001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016610bed6040880160208901613177565b6001600160a01b031614610c02576001610c05565b60025b90505f610c186060880160408901613448565b6002811115610c2957610c29613190565b14158015610c685750806002811115610c4457610c44613190565b610c546060880160408901613448565b6002811115610c6557610c65613190565b14155b80610c8a5750610c7e6040870160208801613177565b6001600160a01b03163b155b15610ce357610c9f6040870160208801613177565b610caf6060880160408901613448565b6040517fea461ab00000000000000000000000000000000000000000000000000000000081526004016104b1929190613466565b600154610cfe9061083f9067ffffffffffffffff16886120bf565b600280547fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000001667ffffffffffffffff8416179055610d426040870160208801613177565b6001600160a01b03167f9608bc6aeb86b8c553b37ea3c5309b96612ce428b920954530d8457163e475ec83610d7d60608a0160408b01613448565b610d8d60808b0160608c01613483565b610d968b612134565b604051610da694939291906134b2565b60405180910390a25050505061066b611ad9565b610dc2611a4f565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f90610e0c9067ffffffffffffffff808516916801000000000000000090041661330d565b905080421115610e4b576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b600154610e629067ffffffffffffffff1687612390565b610ec6610ec060015f9054906101000a900467ffffffffffffffff1688610ebb8a8a8a808060200260200160405190810160405280939291908181526020018383602002808284375f9201919091525061246592505050565b6124d0565b84611bd8565b610f02868686808060200260200160405190810160405280939291908181526020018383602002808284375f9201919091525061254292505050565b5050610f0c611ad9565b50505050565b336001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001614610f76576040517fa252c1510000000000000000000000000000000000000000000000000000000081523360048201526024016104b1565b6001545f90610f9a906203f48090600160c01b900467ffffffffffffffff1661330d565b905080421015610fd9576040517f7d47bb35000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b610fe66203f48042613428565b6001805477ffffffffffffffffffffffffffffffffffffffffffffffff16600160c01b67ffffffffffffffff93841681029190911791829055604051910490911681527fdb6a871e0ca1412b5a476ec1e7ec005fc584d1afa9bef37a3c64129332bb449b9060200160405180910390a150565b600154600160c01b900467ffffffffffffffff164210156110bc576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024016104b1565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f906111069067ffffffffffffffff808516916801000000000000000090041661330d565b905080421115611145576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b600154610f0c90610ec09067ffffffffffffffff163387612684565b5f61116a611a4f565b600154600160c01b900467ffffffffffffffff164210156111cd576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024016104b1565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f906112179067ffffffffffffffff808516916801000000000000000090041661330d565b905080421115611256576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b7fffffffffffffffffffffffffffffffffffffffff00000000000000000000000085165f036112b1576040517fbfcf3c0b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6112bb88612730565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201529091505f906001600160a01b038a16906370a0823190602401602060405180830381865afa15801561131b573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061133f9190613501565b90506113566001600160a01b038a1633308b6127f4565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f9082906001600160a01b038c16906370a0823190602401602060405180830381865afa1580156113b5573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113d99190613501565b6113e39190613518565b9050805f0361141e576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600283600281111561143257611432613190565b036114c6576040517f42966c68000000000000000000000000000000000000000000000000000000008152600481018290527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906342966c68906024015f604051808303815f87803b1580156114af575f5ffd5b505af11580156114c1573d5f5f3e3d5ffd5b505050505b600180546010906114f490700100000000000000000000000000000000900467ffffffffffffffff166133a4565b82546101009290920a67ffffffffffffffff8181021990931682841691820217909355604080517fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008d168152928b1660208401528201849052975033916001600160a01b038d16917fce6ffd98175a9b217b19268dfed56ad50d18c2857755625c847c6f5c0018dc5a9060600160405180910390a45050505050611596611ad9565b949350505050565b60408051610100810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101919091526001600160a01b0382165f908152600360209081526040918290208251610100810190935280546fffffffffffffffffffffffffffffffff811684529091830190700100000000000000000000000000000000900460ff16600281111561164757611647613190565b600281111561165857611658613190565b8152815471010000000000000000000000000000000000810460ff161515602080840191909152720100000000000000000000000000000000000090910467ffffffffffffffff90811660408085019190915260018501546fffffffffffffffffffffffffffffffff808216606087015270010000000000000000000000000000000082049093166080860152600160c01b900463ffffffff1660a08501526002909401541660c0909201919091526001600160a01b0385165f90815260039091522090915061172790612843565b6fffffffffffffffffffffffffffffffff168152919050565b5f7f000000000000000000000000000000000000000000000000000000000000000046146117985761179346307f00000000000000000000000000000000000000000000000000000000000000006128cd565b905090565b507f000000000000000000000000000000000000000000000000000000000000000090565b6117c5611a4f565b600154600160c01b900467ffffffffffffffff16421015611828576001546040517fccebb1cb000000000000000000000000000000000000000000000000000000008152600160c01b90910467ffffffffffffffff1660048201526024016104b1565b6001547f0000000000000000000000000000000000000000000000000000000000000000905f906118729067ffffffffffffffff808516916801000000000000000090041661330d565b9050804211156118b1576040517f1d75c156000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b336001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001614611915576040517f088fb38a0000000000000000000000000000000000000000000000000000000081523360048201526024016104b1565b61192d6119286060850160408601613177565b612730565b5061193e6040840160208501613177565b6001600160a01b0316835f01356001601081819054906101000a900467ffffffffffffffff1661196d906133a4565b825467ffffffffffffffff9182166101009390930a83810292021916179091557f4537b00182eb5f6c3cb3a4a757127b58f604e3f39988e4f638f24734e2d338ce6119be6060880160408901613177565b6119ce6080890160608a016133fd565b60808901356119e360c08b0160a08c01613320565b6119f360e08c0160c08d01613320565b604080516001600160a01b0390961686526bffffffffffffffffffffffff90941660208601529284019190915267ffffffffffffffff908116606084015216608082015260a00160405180910390a45050611a4c611ad9565b50565b611a5761296c565b611a8460017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b906129c5565b565b611a9383838360016129cc565b611ad4576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b03841660048201526024016104b1565b505050565b611a845f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00611a7e565b5f7fcce04b6ec05279c95d8ca4777aab4659f9c3d7d338096ca4eb857e3c52e2f9ef83611b336020850185613320565b611b436040860160208701613177565b611b536060870160408801613320565b611b68611b636060890189613339565b612a47565b60408051602081019790975267ffffffffffffffff9586169087015292841660608601526001600160a01b03909116608085810191909152921660a084015260c083015283013560e0820152610100015b6040516020818303038152906040528051906020012090505b92915050565b5f611be3828061352b565b808060200260200160405190810160405280939291908181526020018383602002808284375f9201829052506001548551602090810281880120604080517fa9cecf557a28a1bc0a04b9540bcb2613cad75196396ef73aec87293d7fa468cc8185015267ffffffffffffffff909416848201526060808501929092528051808503909201825260809093019092528151910120949550939250611c84915050565b90505f548114611ccd575f546040517f65feba1d0000000000000000000000000000000000000000000000000000000081526104b1918391600401918252602082015260400190565b5f611cd6611740565b6040517f19010000000000000000000000000000000000000000000000000000000000006020820152602281019190915260428101869052606201604051602081830303815290604052805190602001209050611d4881848660200135878060400190611d43919061358f565b612a5c565b5050505050565b5f600381611d636040870160208801613177565b6001600160a01b03166001600160a01b031681526020019081526020015f2090505f611d8e82612843565b6fffffffffffffffffffffffffffffffff169050805f03611df757611db96040860160208701613177565b6040517fd0957f1f0000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024016104b1565b6001820154611e3090700100000000000000000000000000000000900467ffffffffffffffff16611e2b6020880188613320565b612390565b5f611e3e62015180426135f0565b90505f5f5b85811015611e9057868682818110611e5d57611e5d6133d0565b9050604002016020016020810190611e7591906133fd565b6bffffffffffffffffffffffff169190910190600101611e43565b50611e9f60808801358261330d565b600185015490915063ffffffff808416600160c01b9092041603611ee1576001840154611ede906fffffffffffffffffffffffffffffffff168261330d565b90505b82811115611f4557611ef96040880160208901613177565b6040517f84220e1a0000000000000000000000000000000000000000000000000000000081526001600160a01b03909116600482015260248101829052604481018490526064016104b1565b6001840180547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff8316179055611f906020880188613320565b6001909401805463ffffffff909316600160c01b027fffffffff00000000ffffffffffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff9690961670010000000000000000000000000000000002959095167fffffffff000000000000000000000000ffffffffffffffffffffffffffffffff909316929092179390931790555050505050565b61202b84848484612bca565b610f0c576001600160a01b038085165f9081526004602090815260408083209386168352929052908120805483929061206590849061330d565b92505081905550816001600160a01b0316846001600160a01b03167f07f3dc560d015c495d7d7926cd49653afc999a29327cf6ebacf18e147d91f5b4836040516120b191815260200190565b60405180910390a350505050565b5f7fe10ca0dea6c280d80df6e67b50be5c5fb95633355f0fb8c4820892fd042f68db836120ef6020850185613320565b6120ff6040860160208701613177565b61210f6060870160408801613448565b61211f6080880160608901613483565b604051602001611bb996959493929190613628565b5f806003816121496040860160208701613177565b6001600160a01b03166001600160a01b031681526020019081526020015f2090505f61217482612843565b82549091505f9071010000000000000000000000000000000000900460ff1680156121d157506fffffffffffffffffffffffffffffffff82166121bd6080870160608801613483565b6fffffffffffffffffffffffffffffffff16115b9050429350801561223f576121e96203f48085613428565b93506121fb6080860160608701613483565b6002840180547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff929092169190911790555b80612259576122546080860160608701613483565b61225b565b815b83547fffffffffffffffffffffffffffffffff00000000000000000000000000000000166fffffffffffffffffffffffffffffffff91909116178355806122a2575f6122a4565b835b835467ffffffffffffffff919091167201000000000000000000000000000000000000027fffffffffffff0000000000000000ffffffffffffffffffffffffffffffffffff9091161783556122ff6060860160408701613448565b835484907fffffffffffffffffffffffffffffff00ffffffffffffffffffffffffffffffff1670010000000000000000000000000000000083600281111561234957612349613190565b02179055505081547fffffffffffffffffffffffffffff00ffffffffffffffffffffffffffffffffff16710100000000000000000000000000000000001790915550919050565b5f6123a56103e867ffffffffffffffff613686565b67ffffffffffffffff168367ffffffffffffffff16116123d0576123cb6103e884613428565b6123da565b67ffffffffffffffff5b90508267ffffffffffffffff168267ffffffffffffffff1611158061241257508067ffffffffffffffff168267ffffffffffffffff16115b15611ad4576040517f2ab439f700000000000000000000000000000000000000000000000000000000815267ffffffffffffffff80841660048301528085166024830152821660448201526064016104b1565b8051602090810291810191909120604080517fa9cecf557a28a1bc0a04b9540bcb2613cad75196396ef73aec87293d7fa468cc8185015267ffffffffffffffff9490941684820152606080850192909252805180850390920182526080909301909252815191012090565b604080517f5e8c79c47db64ed95b17728f5c92e6c137cbe2bdb397b97346bf256dc4c3082a602082015267ffffffffffffffff808616928201929092529083166060820152608081018290525f9060a0015b6040516020818303038152906040528051906020012090505b9392505050565b61254b81612cb3565b8051602090810281830120604080517fa9cecf557a28a1bc0a04b9540bcb2613cad75196396ef73aec87293d7fa468cc8185015267ffffffffffffffff86168183015260608082019390935281518082039093018352608001905280519101205f556001805467ffffffffffffffff8481167fffffffffffffffffffffffffffffffff0000000000000000000000000000000090921691909117680100000000000000004283160217808355601091612618917001000000000000000000000000000000009004166133a4565b91906101000a81548167ffffffffffffffff021916908367ffffffffffffffff160217905567ffffffffffffffff167f3078b2594c813af61d07e3ef33cc6e0f6535791237dfc30fdd72c800ddab41b883836040516126789291906136a6565b60405180910390a25050565b5f7f841484c33026714965627e1d7c37bec9bad8e98fa719b51582ede0694858fe5384848435602086013560408701356126c46080890160608a016133fd565b60408051602081019890985267ffffffffffffffff909616958701959095526001600160a01b03909316606086015260808581019290925260a085015260c08401919091526bffffffffffffffffffffffff90911660e083015283013561010082015261012001612522565b6001600160a01b0381165f90815260036020526040812054700100000000000000000000000000000000900460ff169081600281111561277257612772613190565b14806127ad57506001600160a01b0382165f90815260036020526040902061279990612843565b6fffffffffffffffffffffffffffffffff16155b156127ef576040517fd0957f1f0000000000000000000000000000000000000000000000000000000081526001600160a01b03831660048201526024016104b1565b919050565b612802848484846001612e05565b610f0c576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b03851660048201526024016104b1565b80545f907201000000000000000000000000000000000000900467ffffffffffffffff1615801590612896575081547201000000000000000000000000000000000000900467ffffffffffffffff164210155b6128b35781546fffffffffffffffffffffffffffffffff16611bd2565b50600201546fffffffffffffffffffffffffffffffff1690565b604080517fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647260208201527fa115a9ad0ff08b0180c8b7137b35f3028a779938d540e5e531a84bba3aea4625918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc66060820152608081018490526001600160a01b03831660a082015260c081018290525f9060e001612522565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c15611a84576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316612a3b578383151615612a2f573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f604051604083028085833790209392505050565b83515f80805b83811015612b7257600187821c1615612b6a575f888281518110612a8857612a886133d0565b6020026020010151905086869050604084011115612ad5576040517f0ff046b7000000000000000000000000000000000000000000000000000000008152600481018790526024016104b1565b606081901c612ae68b898987612e8b565b14612b20576040517f52bf9848000000000000000000000000000000000000000000000000000000008152600481018390526024016104b1565b6bffffffffffffffffffffffff81169390930192604092909201916003612b4d64010000000060026136fd565b612b5791906135f0565b841115612b68575050505050611d48565b505b600101612a62565b50816003612b8664010000000060026136fd565b612b9091906135f0565b6040517ebfb6ab000000000000000000000000000000000000000000000000000000008152600481019290925260248201526044016104b1565b5f5f5a9050612bdd603f62030d406135f0565b612bea9062030d4061330d565b612bf69061138861330d565b811015612c605780612c0c603f62030d406135f0565b612c199062030d4061330d565b612c259061138861330d565b6040517f23e228cb000000000000000000000000000000000000000000000000000000008152600481019290925260248201526044016104b1565b5f62030d4090506040518681528560048201528460248201525f5f5260205f6044835f8c87f19350503d5f8114612c9f5760015f511484169350612ca8565b5f883b11841693505b505050949350505050565b8051801580612cc25750607d81115b15612cfc576040517f9f927d4d000000000000000000000000000000000000000000000000000000008152600481018290526024016104b1565b5f5f5f5b83811015612d9c575f858281518110612d1b57612d1b6133d0565b60209081029190910101519050606081901c6bffffffffffffffffffffffff82168482111580612d49575080155b15612d83576040517f92d96cfb000000000000000000000000000000000000000000000000000000008152600481018590526024016104b1565b612d8d818761330d565b95509093505050600101612d00565b50640100000000821180612dcb57506003612dbd64010000000060026136fd565b612dc791906135f0565b8211155b15610f0c576040517f2a1d615c000000000000000000000000000000000000000000000000000000008152600481018390526024016104b1565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f51148316612e7a578383151615612e6e573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f60405182850160208101358060011b60011c888452601b8260ff1c016020850152823560408501528060608501525f5f527f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1811015612ef15760205f60808660015afa505b50505f51979650505050505050565b80356001600160a01b03811681146127ef575f5ffd5b5f5f60408385031215612f27575f5ffd5b612f3083612f00565b9150612f3e60208401612f00565b90509250929050565b5f60a08284031215612f57575f5ffd5b50919050565b5f60608284031215612f57575f5ffd5b5f5f60408385031215612f7e575f5ffd5b823567ffffffffffffffff811115612f94575f5ffd5b612fa085828601612f47565b925050602083013567ffffffffffffffff811115612fbc575f5ffd5b612fc885828601612f5d565b9150509250929050565b5f5f82840360a0811215612fe4575f5ffd5b6080811215612ff1575f5ffd5b50829150608083013567ffffffffffffffff811115612fbc575f5ffd5b803567ffffffffffffffff811681146127ef575f5ffd5b5f5f5f5f60608587031215613038575f5ffd5b6130418561300e565b9350602085013567ffffffffffffffff81111561305c575f5ffd5b8501601f8101871361306c575f5ffd5b803567ffffffffffffffff811115613082575f5ffd5b8760208260051b8401011115613096575f5ffd5b60209190910193509150604085013567ffffffffffffffff8111156130b9575f5ffd5b6130c587828801612f5d565b91505092959194509250565b5f5f60c083850312156130e2575f5ffd5b6130ec8484612f47565b915060a083013567ffffffffffffffff811115612fbc575f5ffd5b5f5f5f5f6080858703121561311a575f5ffd5b61312385612f00565b93506020850135925060408501357fffffffffffffffffffffffffffffffffffffffff0000000000000000000000008116811461315e575f5ffd5b915061316c6060860161300e565b905092959194509250565b5f60208284031215613187575f5ffd5b61253b82612f00565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b600381106131f2577f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b9052565b81516fffffffffffffffffffffffffffffffff168152602080830151610100830191613224908401826131bd565b5060408301511515604083015267ffffffffffffffff6060840151166060830152608083015161326860808401826fffffffffffffffffffffffffffffffff169052565b5060a083015161328460a084018267ffffffffffffffff169052565b5060c083015161329c60c084018263ffffffff169052565b5060e08301516132c060e08401826fffffffffffffffffffffffffffffffff169052565b5092915050565b5f60e08284031280156132d8575f5ffd5b509092915050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b80820180821115611bd257611bd26132e0565b5f60208284031215613330575f5ffd5b61253b8261300e565b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe184360301811261336c575f5ffd5b83018035915067ffffffffffffffff821115613386575f5ffd5b6020019150600681901b360382131561339d575f5ffd5b9250929050565b5f67ffffffffffffffff821667ffffffffffffffff81036133c7576133c76132e0565b60010192915050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5f6020828403121561340d575f5ffd5b81356bffffffffffffffffffffffff8116811461253b575f5ffd5b67ffffffffffffffff8181168382160190811115611bd257611bd26132e0565b5f60208284031215613458575f5ffd5b81356003811061253b575f5ffd5b6001600160a01b03831681526040810161253b60208301846131bd565b5f60208284031215613493575f5ffd5b81356fffffffffffffffffffffffffffffffff8116811461253b575f5ffd5b67ffffffffffffffff85168152608081016134d060208301866131bd565b6fffffffffffffffffffffffffffffffff8416604083015267ffffffffffffffff8316606083015295945050505050565b5f60208284031215613511575f5ffd5b5051919050565b81810381811115611bd257611bd26132e0565b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe184360301811261355e575f5ffd5b83018035915067ffffffffffffffff821115613578575f5ffd5b6020019150600581901b360382131561339d575f5ffd5b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18436030181126135c2575f5ffd5b83018035915067ffffffffffffffff8211156135dc575f5ffd5b60200191503681900382131561339d575f5ffd5b5f82613623577f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b500490565b86815267ffffffffffffffff8681166020830152851660408201526001600160a01b038416606082015260c0810161366360808301856131bd565b6fffffffffffffffffffffffffffffffff831660a0830152979650505050505050565b67ffffffffffffffff8281168282160390811115611bd257611bd26132e0565b5f6040820167ffffffffffffffff85168352604060208401528084518083526060850191506020860192505f5b818110156136f15783518352602093840193909201916001016136d3565b50909695505050505050565b8082028115828204841417611bd257611bd26132e0566101806040523361016052348015610015575f5ffd5b506040518060400160405280600481526020016315d9599d60e21b81525080604051806040016040528060018152602001603160f81b8152506040518060400160405280600481526020016315d9599d60e21b8152506040518060400160405280600481526020016315d1519560e21b81525081600390816100979190610247565b5060046100a48282610247565b5050506100b68261015e60201b60201c565b610120526100c38161015e565b61014052815160208084019190912060e052815190820120610100524660a05261014f60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0525061035d565b5f5f829050601f81511115610191578260405163305a27a960e01b81526004016101889190610305565b60405180910390fd5b805161019c8261033a565b179392505050565b634e487b7160e01b5f52604160045260245ffd5b600181811c908216806101cc57607f821691505b6020821081036101ea57634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115610242578282111561024257805f5260205f20601f840160051c602085101561021b57505f5b90810190601f840160051c035f5b8181101561023e575f83820155600101610229565b5050505b505050565b81516001600160401b03811115610260576102606101a4565b6102748161026e84546101b8565b846101f0565b6020601f8211600181146102a6575f831561028f5750848201515b5f19600385901b1c1916600184901b1784556102fe565b5f84815260208120601f198516915b828110156102d557878501518255602094850194600190920191016102b5565b50848210156102f257868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b805160208083015191908110156101ea575f1960209190910360031b1b16919050565b60805160a05160c05160e051610100516101205161014051610160516113c66103c65f395f818161027f015281816103b8015261043c01525f610a9e01525f610a7301525f61093e01525f61091601525f61087101525f61089b01525f6108c501526113c65ff3fe608060405234801561000f575f5ffd5b50600436106100fb575f3560e01c806370a0823111610093578063a9059cbb11610063578063a9059cbb1461020f578063d505accf14610222578063dd62ed3e14610235578063e78cea921461027a575f5ffd5b806370a08231146101a45780637ecebe00146101d957806384b0196e146101ec57806395d89b4114610207575f5ffd5b8063313ce567116100ce578063313ce567146101655780633644e5151461017457806340c10f191461017c57806342966c6814610191575f5ffd5b806306fdde03146100ff578063095ea7b31461011d57806318160ddd1461014057806323b872dd14610152575b5f5ffd5b6101076102c6565b60405161011491906110e0565b60405180910390f35b61013061012b366004611121565b610356565b6040519015158152602001610114565b6002545b604051908152602001610114565b610130610160366004611149565b61036f565b60405160068152602001610114565b610144610392565b61018f61018a366004611121565b6103a0565b005b61018f61019f366004611183565b610424565b6101446101b236600461119a565b73ffffffffffffffffffffffffffffffffffffffff165f9081526020819052604090205490565b6101446101e736600461119a565b6104a2565b6101f46104ac565b60405161011497969594939291906111b3565b61010761050a565b61013061021d366004611121565b610519565b61018f610230366004611272565b610526565b6101446102433660046112df565b73ffffffffffffffffffffffffffffffffffffffff9182165f90815260016020908152604080832093909416825291909152205490565b6102a17f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610114565b6060600380546102d590611310565b80601f016020809104026020016040519081016040528092919081815260200182805461030190611310565b801561034c5780601f106103235761010080835404028352916020019161034c565b820191905f5260205f20905b81548152906001019060200180831161032f57829003601f168201915b5050505050905090565b5f336103638185856106cf565b60019150505b92915050565b5f3361037c8582856106e1565b6103878585856107af565b506001949350505050565b5f61039b610858565b905090565b3373ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001614610416576040517ff91b419e0000000000000000000000000000000000000000000000000000000081523360048201526024015b60405180910390fd5b610420828261098e565b5050565b3373ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001614610495576040517ff91b419e00000000000000000000000000000000000000000000000000000000815233600482015260240161040d565b61049f33826109e8565b50565b5f61036982610a42565b5f6060805f5f5f60606104bd610a6c565b6104c5610a97565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b6060600480546102d590611310565b5f336103638185856107af565b83421115610563576040517f627913020000000000000000000000000000000000000000000000000000000081526004810185905260240161040d565b5f7f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98888886105bb8c73ffffffffffffffffffffffffffffffffffffffff165f90815260076020526040902080546001810190915590565b60408051602081019690965273ffffffffffffffffffffffffffffffffffffffff94851690860152929091166060840152608083015260a082015260c0810186905260e0016040516020818303038152906040528051906020012090505f61062282610ac2565b90505f61063182878787610b09565b90508973ffffffffffffffffffffffffffffffffffffffff168173ffffffffffffffffffffffffffffffffffffffff16146106b8576040517f4b800e4600000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff80831660048301528b16602482015260440161040d565b6106c38a8a8a6106cf565b50505050505050505050565b6106dc8383836001610b35565b505050565b73ffffffffffffffffffffffffffffffffffffffff8381165f908152600160209081526040808320938616835292905220547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8110156107a9578181101561079b576040517ffb8f41b200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff84166004820152602481018290526044810183905260640161040d565b6107a984848484035f610b35565b50505050565b73ffffffffffffffffffffffffffffffffffffffff83166107fe576040517f96c6fd1e0000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff821661084d576040517fec442f050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b6106dc838383610c7a565b5f3073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000161480156108bd57507f000000000000000000000000000000000000000000000000000000000000000046145b156108e757507f000000000000000000000000000000000000000000000000000000000000000090565b61039b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b73ffffffffffffffffffffffffffffffffffffffff82166109dd576040517fec442f050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b6104205f8383610c7a565b73ffffffffffffffffffffffffffffffffffffffff8216610a37576040517f96c6fd1e0000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b610420825f83610c7a565b73ffffffffffffffffffffffffffffffffffffffff81165f90815260076020526040812054610369565b606061039b7f0000000000000000000000000000000000000000000000000000000000000000610e21565b606061039b7f0000000000000000000000000000000000000000000000000000000000000000610e21565b5f610369610ace610858565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f5f5f5f610b1988888888610e5e565b925092509250610b298282610f51565b50909695505050505050565b73ffffffffffffffffffffffffffffffffffffffff8416610b84576040517fe602df050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff8316610bd3576040517f94280d620000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff8085165f90815260016020908152604080832093871683529290522082905580156107a9578273ffffffffffffffffffffffffffffffffffffffff168473ffffffffffffffffffffffffffffffffffffffff167f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92584604051610c6c91815260200190565b60405180910390a350505050565b73ffffffffffffffffffffffffffffffffffffffff8316610cb1578060025f828254610ca69190611361565b90915550610d619050565b73ffffffffffffffffffffffffffffffffffffffff83165f9081526020819052604090205481811015610d36576040517fe450d38c00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff85166004820152602481018290526044810183905260640161040d565b73ffffffffffffffffffffffffffffffffffffffff84165f9081526020819052604090209082900390555b73ffffffffffffffffffffffffffffffffffffffff8216610d8a57600280548290039055610db5565b73ffffffffffffffffffffffffffffffffffffffff82165f9081526020819052604090208054820190555b8173ffffffffffffffffffffffffffffffffffffffff168373ffffffffffffffffffffffffffffffffffffffff167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef83604051610e1491815260200190565b60405180910390a3505050565b60605f610e2d83611054565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115610e9757505f91506003905082610f47565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015610ee8573d5f5f3e3d5ffd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff8116610f3e57505f925060019150829050610f47565b92505f91508190505b9450945094915050565b5f826003811115610f6457610f64611399565b03610f6d575050565b6001826003811115610f8157610f81611399565b03610fb8576040517ff645eedf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6002826003811115610fcc57610fcc611399565b03611006576040517ffce698f70000000000000000000000000000000000000000000000000000000081526004810182905260240161040d565b600382600381111561101a5761101a611399565b03610420576040517fd78bce0c0000000000000000000000000000000000000000000000000000000081526004810182905260240161040d565b5f60ff8216601f811115610369576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f81518084528060208401602086015e5f6020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b602081525f6110f26020830184611094565b9392505050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461111c575f5ffd5b919050565b5f5f60408385031215611132575f5ffd5b61113b836110f9565b946020939093013593505050565b5f5f5f6060848603121561115b575f5ffd5b611164846110f9565b9250611172602085016110f9565b929592945050506040919091013590565b5f60208284031215611193575f5ffd5b5035919050565b5f602082840312156111aa575f5ffd5b6110f2826110f9565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6111ed60e0830189611094565b82810360408401526111ff8189611094565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015611261578351835260209384019390920191600101611243565b50909b9a5050505050505050505050565b5f5f5f5f5f5f5f60e0888a031215611288575f5ffd5b611291886110f9565b965061129f602089016110f9565b95506040880135945060608801359350608088013560ff811681146112c2575f5ffd5b9699959850939692959460a0840135945060c09093013592915050565b5f5f604083850312156112f0575f5ffd5b6112f9836110f9565b9150611307602084016110f9565b90509250929050565b600181811c9082168061132457607f821691505b60208210810361135b577f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b50919050565b80820180821115610369577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd60a0604052336080523480156012575f5ffd5b50608051611e326100395f395f818161018d0152818161047001526111930152611e325ff3fe608060405234801561000f575f5ffd5b50600436106100c4575f3560e01c8063b6a6d1771161007d578063e3c8651811610058578063e3c8651814610175578063e78cea9214610188578063f364c90c146101d4575f5ffd5b8063b6a6d17714610139578063dc2f874414610142578063dce565ee14610162575f5ffd5b80636157571d116100ad5780636157571d146101065780637ad226dc1461011b578063b1724b461461012e575f5ffd5b806306661abd146100c8578063190da595146100e3575b5f5ffd5b6100d05f5481565b6040519081526020015b60405180910390f35b6100ed62093a8081565b60405167ffffffffffffffff90911681526020016100da565b6101196101143660046117b0565b6101f7565b005b610119610129366004611830565b61067b565b6100ed6312cc030081565b6100ed610e1081565b61015561015036600461185a565b610966565b6040516100da91906118d7565b610119610170366004611a02565b610b17565b6100d0610183366004611abd565b610eab565b6101af7f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020016100da565b6101e76101e2366004611b17565b61145b565b60405190151581526020016100da565b6101ff61148c565b81355f9081526001602081905260409091209081547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561024857610248611871565b146102b25780546040517f800b06150000000000000000000000000000000000000000000000000000000081526102a9918535917c010000000000000000000000000000000000000000000000000000000090910460ff1690600401611b37565b60405180910390fd5b80600201548360200135146103065760028101546040517f1a0917c30000000000000000000000000000000000000000000000000000000081526020850135600482015260248101919091526044016102a9565b60018101547401000000000000000000000000000000000000000090046bffffffffffffffffffffffff166103416080850160608601611b4b565b6bffffffffffffffffffffffff1611156103ce576103656080840160608501611b4b565b60018201546040517fe6a686b50000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff92831660048201527401000000000000000000000000000000000000000090910490911660248201526044016102a9565b60408301351580156103fc57506103eb6080840160608501611b4b565b6bffffffffffffffffffffffff1615155b15610433576040517fb263ae7300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040517f84df8e0000000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016906384df8e00906104a79086908690600401611c12565b5f6040518083038186803b1580156104bd575f5ffd5b505afa1580156104cf573d5f5f3e3d5ffd5b505082547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c02000000000000000000000000000000000000000000000000000000001783555050604083013560038201556105326080840160608501611b4b565b6004820180546bffffffffffffffffffffffff929092166c01000000000000000000000000027fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff9092169190911790556105926080840160608501611b4b565b60018201546105c791907401000000000000000000000000000000000000000090046bffffffffffffffffffffffff16611d6d565b6004820180547fffffffffffffffffffffffffffffffffffffffff000000000000000000000000166bffffffffffffffffffffffff9290921691909117905582357f9442333f4fa56ffcdfa079a2c1b4029d22c545dd46beda540452330e5983f58c604085013561063e6080870160608801611b4b565b604080519283526bffffffffffffffffffffffff909116602083015260808701359082015260600160405180910390a2506106776114c3565b5050565b61068361148c565b5f828152600160205260409020805473ffffffffffffffffffffffffffffffffffffffff1633146106e2576040517f246827bf0000000000000000000000000000000000000000000000000000000081523360048201526024016102a9565b5f600282547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561071b5761071b611871565b0361076057506004810180547fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081169091556bffffffffffffffffffffffff16610883565b600182547c0100000000000000000000000000000000000000000000000000000000900460ff16600381111561079857610798611871565b036108835781545f906107d19062093a809074010000000000000000000000000000000000000000900467ffffffffffffffff16611d91565b905080421015610810576040517f52d9de79000000000000000000000000000000000000000000000000000000008152600481018290526024016102a9565b5050600181015481547fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c03000000000000000000000000000000000000000000000000000000001782557401000000000000000000000000000000000000000090046bffffffffffffffffffffffff165b806bffffffffffffffffffffffff165f036108ca576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040805173ffffffffffffffffffffffffffffffffffffffff851681526bffffffffffffffffffffffff8316602082015285917f4156727ee60bd8c93c4f43d17d192937dfab044eb59275203c66589e146325a3910160405180910390a2600182015461095c9073ffffffffffffffffffffffffffffffffffffffff16846bffffffffffffffffffffffff84166114ed565b50506106776114c3565b6040805161014080820183525f8083526020808401829052838501829052606084018290526080840182905260a0840182905260c0840182905260e0840182905261010084018290526101208401829052858252600181529084902084519283018552805473ffffffffffffffffffffffffffffffffffffffff8116845274010000000000000000000000000000000000000000810467ffffffffffffffff169284019290925292939192918301907c0100000000000000000000000000000000000000000000000000000000900460ff166003811115610a4957610a49611871565b6003811115610a5a57610a5a611871565b8152600182015473ffffffffffffffffffffffffffffffffffffffff811660208301527401000000000000000000000000000000000000000090046bffffffffffffffffffffffff9081166040830152600283015460608301526003830154608083015260049092015480831660a08301526c01000000000000000000000000810490921660c0820152780100000000000000000000000000000000000000000000000090910467ffffffffffffffff1660e09091015292915050565b610b1f61148c565b5f868152600160205260409020600281547c0100000000000000000000000000000000000000000000000000000000900460ff166003811115610b6457610b64611871565b14610bc45780546040517f800b06150000000000000000000000000000000000000000000000000000000081526102a99189917c010000000000000000000000000000000000000000000000000000000090910460ff1690600401611b37565b610bce878761145b565b15610c0f576040517f6bd4745f00000000000000000000000000000000000000000000000000000000815260048101889052602481018790526044016102a9565b604080516020810189905290810187905273ffffffffffffffffffffffffffffffffffffffff861660608201526bffffffffffffffffffffffff851660808201525f9060a001604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081840301815282825280516020918201209083015201604051602081830303815290604052805190602001209050610cb8848484600301548461154d565b610cee576040517f09bde33900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60048201546bffffffffffffffffffffffff6c0100000000000000000000000090910481169086161115610d80576004828101546040517fe89dabc40000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff808916938201939093526c0100000000000000000000000090910490911660248201526044016102a9565b5f88815260026020908152604080832060088b901c845290915290208054600160ff8a161b1790558482600401600c8282829054906101000a90046bffffffffffffffffffffffff16610dd39190611d6d565b92506101000a8154816bffffffffffffffffffffffff02191690836bffffffffffffffffffffffff1602179055508573ffffffffffffffffffffffffffffffffffffffff1687897f0b5fdee4ceb90274d3d3131a737a5072e83bb5d24f4f4754cbba2bdf4dc3989c88604051610e5d91906bffffffffffffffffffffffff91909116815260200190565b60405180910390a46001820154610e999073ffffffffffffffffffffffffffffffffffffffff16876bffffffffffffffffffffffff88166114ed565b5050610ea36114c3565b505050505050565b5f610eb461148c565b846bffffffffffffffffffffffff165f03610efb576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f849003610f35576040517faec6d31600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80610f43610e1042611d91565b610f516312cc030042611d91565b91509150818467ffffffffffffffff161080610f765750808467ffffffffffffffff16115b15610fc7576040517f95944ce600000000000000000000000000000000000000000000000000000000815267ffffffffffffffff8516600482015260248101839052604481018290526064016102a9565b5f5f8154610fd490611da4565b91829055505f818152600160208190526040822080549396509233928892918591908290601490859083907fffffff00ffffffffffffffffffffffffffffffffffffffffffffffffffffffff167c0100000000000000000000000000000000000000000000000000000000830217905550815467ffffffffffffffff96871661010092830a9081029088021990911617909155825473ffffffffffffffffffffffffffffffffffffffff9687169290910a918202918602191617905550600480840180548a84167801000000000000000000000000000000000000000000000000810277ffffffffffffffffffffffffffffffffffffffffffffffff90921691909117909155600285018b90558c84166bffffffffffffffffffffffff8d167401000000000000000000000000000000000000000081027fffffffffffffffffffffffff000000000000000000000000000000000000000016821760018801556040805160e0810182528b8152336020820152808201939093526060830191909152608082018d905260a082019290925292891660c0840152517ffce2d4fe0000000000000000000000000000000000000000000000000000000081527f00000000000000000000000000000000000000000000000000000000000000009093169263fce2d4fe9261125e929091015f60e0820190508251825273ffffffffffffffffffffffffffffffffffffffff602084015116602083015273ffffffffffffffffffffffffffffffffffffffff60408401511660408301526bffffffffffffffffffffffff60608401511660608301526080830151608083015267ffffffffffffffff60a08401511660a083015267ffffffffffffffff60c08401511660c083015292915050565b5f604051808303815f87803b158015611275575f5ffd5b505af1158015611287573d5f5f3e3d5ffd5b50506040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f925073ffffffffffffffffffffffffffffffffffffffff8c1691506370a0823190602401602060405180830381865afa1580156112f5573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113199190611ddb565b905061134b73ffffffffffffffffffffffffffffffffffffffff8b1633306bffffffffffffffffffffffff8d16611564565b6040517f70a082310000000000000000000000000000000000000000000000000000000081523060048201525f90829073ffffffffffffffffffffffffffffffffffffffff8d16906370a0823190602401602060405180830381865afa1580156113b7573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113db9190611ddb565b6113e59190611df2565b9050896bffffffffffffffffffffffff168114611445576040517fca0dd2360000000000000000000000000000000000000000000000000000000081526bffffffffffffffffffffffff8b166004820152602481018290526044016102a9565b50505050506114526114c3565b95945050505050565b5f828152600260209081526040808320600885901c8452909152812054600160ff84161b1615155b90505b92915050565b6114946115c6565b6114c160017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b9061161f565b565b6114c15f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006114bb565b6114fa8383836001611626565b611548576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff841660048201526024016102a9565b505050565b5f8261155a8686856116ae565b1495945050505050565b6115728484848460016116f1565b6115c0576040517f5274afe700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff851660048201526024016102a9565b50505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156114c1576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8616600452602485905291602083604481808b5af1925060015f511483166116a2578383151615611696573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f81815b848110156116e6576116dc828787848181106116d0576116d0611e05565b90506020020135611784565b91506001016116b2565b5090505b9392505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f81815273ffffffffffffffffffffffffffffffffffffffff8781166004528616602452604485905291602083606481808c5af1925060015f51148316611773578383151615611767573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f81831061179e575f828152602084905260409020611483565b5f838152602083905260409020611483565b5f5f82840360c08112156117c2575f5ffd5b60a08112156117cf575f5ffd5b5082915060a083013567ffffffffffffffff8111156117ec575f5ffd5b8301606081860312156117fd575f5ffd5b809150509250929050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461182b575f5ffd5b919050565b5f5f60408385031215611841575f5ffd5b8235915061185160208401611808565b90509250929050565b5f6020828403121561186a575f5ffd5b5035919050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b600481106118d3577f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b9052565b815173ffffffffffffffffffffffffffffffffffffffff16815261014081016020830151611911602084018267ffffffffffffffff169052565b506040830151611924604084018261189e565b50606083015161194c606084018273ffffffffffffffffffffffffffffffffffffffff169052565b50608083015161196c60808401826bffffffffffffffffffffffff169052565b5060a083015160a083015260c083015160c083015260e08301516119a060e08401826bffffffffffffffffffffffff169052565b506101008301516119c26101008401826bffffffffffffffffffffffff169052565b506101208301516119e061012084018267ffffffffffffffff169052565b5092915050565b80356bffffffffffffffffffffffff8116811461182b575f5ffd5b5f5f5f5f5f5f60a08789031215611a17575f5ffd5b8635955060208701359450611a2e60408801611808565b9350611a3c606088016119e7565b9250608087013567ffffffffffffffff811115611a57575f5ffd5b8701601f81018913611a67575f5ffd5b803567ffffffffffffffff811115611a7d575f5ffd5b8960208260051b8401011115611a91575f5ffd5b60208201935080925050509295509295509295565b803567ffffffffffffffff8116811461182b575f5ffd5b5f5f5f5f5f60a08688031215611ad1575f5ffd5b611ada86611808565b9450611ae8602087016119e7565b935060408601359250611afd60608701611aa6565b9150611b0b60808701611aa6565b90509295509295909350565b5f5f60408385031215611b28575f5ffd5b50508035926020909101359150565b828152604081016116ea602083018461189e565b5f60208284031215611b5b575f5ffd5b611483826119e7565b5f5f83357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1843603018112611b97575f5ffd5b830160208101925035905067ffffffffffffffff811115611bb6575f5ffd5b803603821315611bc4575f5ffd5b9250929050565b81835281816020850137505f602082840101525f60207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116840101905092915050565b8235815260208084013590820152604080840135908201525f6bffffffffffffffffffffffff611c44606086016119e7565b1660608301526080848101359083015260c060a08301528235368490037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1018112611c8d575f5ffd5b830160208101903567ffffffffffffffff811115611ca9575f5ffd5b8060051b803603831315611cbb575f5ffd5b606060c0860152816101208601527f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff821115611cf5575f5ffd5b8083610140870137602086013560e086015284019150611d1a90506040850185611b64565b608085840301610100860152611d3561014084018284611bcb565b979650505050505050565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6bffffffffffffffffffffffff828116828216039081111561148657611486611d40565b8082018082111561148657611486611d40565b5f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8203611dd457611dd4611d40565b5060010190565b5f60208284031215611deb575f5ffd5b5051919050565b8181038181111561148657611486611d40565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd",
}

// WeftBridge is an auto generated Go binding around an Ethereum contract.
type WeftBridge struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *WeftBridge) GetABI() abi.ABI {
	return c.abi
}

// NewWeftBridge creates a new instance of WeftBridge.
func NewWeftBridge() *WeftBridge {
	parsed, err := WeftBridgeMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &WeftBridge{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *WeftBridge) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor((string,uint64,uint256[],uint64,uint64,address) d) returns()
func (weftBridge *WeftBridge) PackConstructor(d IWeftBridgeDeployment) []byte {
	enc, err := weftBridge.abi.Pack("", d)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCAPDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc18766df.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CAP_DELAY() view returns(uint64)
func (weftBridge *WeftBridge) PackCAPDELAY() []byte {
	enc, err := weftBridge.abi.Pack("CAP_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCAPDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc18766df.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CAP_DELAY() view returns(uint64)
func (weftBridge *WeftBridge) TryPackCAPDELAY() ([]byte, error) {
	return weftBridge.abi.Pack("CAP_DELAY")
}

// UnpackCAPDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc18766df.
//
// Solidity: function CAP_DELAY() view returns(uint64)
func (weftBridge *WeftBridge) UnpackCAPDELAY(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("CAP_DELAY", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMAXTRANSFERS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b9b7573.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_TRANSFERS() view returns(uint256)
func (weftBridge *WeftBridge) PackMAXTRANSFERS() []byte {
	enc, err := weftBridge.abi.Pack("MAX_TRANSFERS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXTRANSFERS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2b9b7573.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_TRANSFERS() view returns(uint256)
func (weftBridge *WeftBridge) TryPackMAXTRANSFERS() ([]byte, error) {
	return weftBridge.abi.Pack("MAX_TRANSFERS")
}

// UnpackMAXTRANSFERS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2b9b7573.
//
// Solidity: function MAX_TRANSFERS() view returns(uint256)
func (weftBridge *WeftBridge) UnpackMAXTRANSFERS(data []byte) (*big.Int, error) {
	out, err := weftBridge.abi.Unpack("MAX_TRANSFERS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackNONCEWINDOW is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa843d5f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function NONCE_WINDOW() view returns(uint64)
func (weftBridge *WeftBridge) PackNONCEWINDOW() []byte {
	enc, err := weftBridge.abi.Pack("NONCE_WINDOW")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNONCEWINDOW is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa843d5f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function NONCE_WINDOW() view returns(uint64)
func (weftBridge *WeftBridge) TryPackNONCEWINDOW() ([]byte, error) {
	return weftBridge.abi.Pack("NONCE_WINDOW")
}

// UnpackNONCEWINDOW is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa843d5f5.
//
// Solidity: function NONCE_WINDOW() view returns(uint64)
func (weftBridge *WeftBridge) UnpackNONCEWINDOW(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("NONCE_WINDOW", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPAUSE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe65fad97.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PAUSE() view returns(uint64)
func (weftBridge *WeftBridge) PackPAUSE() []byte {
	enc, err := weftBridge.abi.Pack("PAUSE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPAUSE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe65fad97.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PAUSE() view returns(uint64)
func (weftBridge *WeftBridge) TryPackPAUSE() ([]byte, error) {
	return weftBridge.abi.Pack("PAUSE")
}

// UnpackPAUSE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe65fad97.
//
// Solidity: function PAUSE() view returns(uint64)
func (weftBridge *WeftBridge) UnpackPAUSE(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("PAUSE", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackPAUSEBREAK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9e112996.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PAUSE_BREAK() view returns(uint64)
func (weftBridge *WeftBridge) PackPAUSEBREAK() []byte {
	enc, err := weftBridge.abi.Pack("PAUSE_BREAK")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPAUSEBREAK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9e112996.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PAUSE_BREAK() view returns(uint64)
func (weftBridge *WeftBridge) TryPackPAUSEBREAK() ([]byte, error) {
	return weftBridge.abi.Pack("PAUSE_BREAK")
}

// UnpackPAUSEBREAK is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9e112996.
//
// Solidity: function PAUSE_BREAK() view returns(uint64)
func (weftBridge *WeftBridge) UnpackPAUSEBREAK(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("PAUSE_BREAK", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackAsset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c4667a2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function asset(address token) view returns((uint128,uint8,bool,uint64,uint128,uint64,uint32,uint128) a)
func (weftBridge *WeftBridge) PackAsset(token common.Address) []byte {
	enc, err := weftBridge.abi.Pack("asset", token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAsset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c4667a2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function asset(address token) view returns((uint128,uint8,bool,uint64,uint128,uint64,uint32,uint128) a)
func (weftBridge *WeftBridge) TryPackAsset(token common.Address) ([]byte, error) {
	return weftBridge.abi.Pack("asset", token)
}

// UnpackAsset is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9c4667a2.
//
// Solidity: function asset(address token) view returns((uint128,uint8,bool,uint64,uint128,uint64,uint32,uint128) a)
func (weftBridge *WeftBridge) UnpackAsset(data []byte) (IWeftBridgeAsset, error) {
	out, err := weftBridge.abi.Unpack("asset", data)
	if err != nil {
		return *new(IWeftBridgeAsset), err
	}
	out0 := *abi.ConvertType(out[0], new(IWeftBridgeAsset)).(*IWeftBridgeAsset)
	return out0, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21c0b342.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(address token, address to) returns()
func (weftBridge *WeftBridge) PackClaim(token common.Address, to common.Address) []byte {
	enc, err := weftBridge.abi.Pack("claim", token, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21c0b342.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(address token, address to) returns()
func (weftBridge *WeftBridge) TryPackClaim(token common.Address, to common.Address) ([]byte, error) {
	return weftBridge.abi.Pack("claim", token, to)
}

// PackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4570c1c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimable(address token, address owner) view returns(uint256)
func (weftBridge *WeftBridge) PackClaimable(token common.Address, owner common.Address) []byte {
	enc, err := weftBridge.abi.Pack("claimable", token, owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimable is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4570c1c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimable(address token, address owner) view returns(uint256)
func (weftBridge *WeftBridge) TryPackClaimable(token common.Address, owner common.Address) ([]byte, error) {
	return weftBridge.abi.Pack("claimable", token, owner)
}

// UnpackClaimable is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd4570c1c.
//
// Solidity: function claimable(address token, address owner) view returns(uint256)
func (weftBridge *WeftBridge) UnpackClaimable(data []byte) (*big.Int, error) {
	out, err := weftBridge.abi.Unpack("claimable", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f94173b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit(address token, uint256 amount, bytes20 account, uint64 job) returns(uint64 nonce)
func (weftBridge *WeftBridge) PackDeposit(token common.Address, amount *big.Int, account [20]byte, job uint64) []byte {
	enc, err := weftBridge.abi.Pack("deposit", token, amount, account, job)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8f94173b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit(address token, uint256 amount, bytes20 account, uint64 job) returns(uint64 nonce)
func (weftBridge *WeftBridge) TryPackDeposit(token common.Address, amount *big.Int, account [20]byte, job uint64) ([]byte, error) {
	return weftBridge.abi.Pack("deposit", token, amount, account, job)
}

// UnpackDeposit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8f94173b.
//
// Solidity: function deposit(address token, uint256 amount, bytes20 account, uint64 job) returns(uint64 nonce)
func (weftBridge *WeftBridge) UnpackDeposit(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("deposit", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (weftBridge *WeftBridge) PackDomainSeparator() []byte {
	enc, err := weftBridge.abi.Pack("domainSeparator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (weftBridge *WeftBridge) TryPackDomainSeparator() ([]byte, error) {
	return weftBridge.abi.Pack("domainSeparator")
}

// UnpackDomainSeparator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf698da25.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (weftBridge *WeftBridge) UnpackDomainSeparator(data []byte) ([32]byte, error) {
	out, err := weftBridge.abi.Unpack("domainSeparator", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackEscrow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2fdcc17.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function escrow() view returns(address)
func (weftBridge *WeftBridge) PackEscrow() []byte {
	enc, err := weftBridge.abi.Pack("escrow")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEscrow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2fdcc17.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function escrow() view returns(address)
func (weftBridge *WeftBridge) TryPackEscrow() ([]byte, error) {
	return weftBridge.abi.Pack("escrow")
}

// UnpackEscrow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe2fdcc17.
//
// Solidity: function escrow() view returns(address)
func (weftBridge *WeftBridge) UnpackEscrow(data []byte) (common.Address, error) {
	out, err := weftBridge.abi.Unpack("escrow", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEventNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1c3e6ee6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventNonce() view returns(uint64)
func (weftBridge *WeftBridge) PackEventNonce() []byte {
	enc, err := weftBridge.abi.Pack("eventNonce")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1c3e6ee6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventNonce() view returns(uint64)
func (weftBridge *WeftBridge) TryPackEventNonce() ([]byte, error) {
	return weftBridge.abi.Pack("eventNonce")
}

// UnpackEventNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1c3e6ee6.
//
// Solidity: function eventNonce() view returns(uint64)
func (weftBridge *WeftBridge) UnpackEventNonce(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("eventNonce", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62464ed9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function executeBatch((uint64,address,uint64,(address,uint96)[],uint256) batch, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) PackExecuteBatch(batch IWeftBridgeBatch, quorum IWeftBridgeQuorum) []byte {
	enc, err := weftBridge.abi.Pack("executeBatch", batch, quorum)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackExecuteBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62464ed9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function executeBatch((uint64,address,uint64,(address,uint96)[],uint256) batch, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) TryPackExecuteBatch(batch IWeftBridgeBatch, quorum IWeftBridgeQuorum) ([]byte, error) {
	return weftBridge.abi.Pack("executeBatch", batch, quorum)
}

// PackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function guardian() view returns(address)
func (weftBridge *WeftBridge) PackGuardian() []byte {
	enc, err := weftBridge.abi.Pack("guardian")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function guardian() view returns(address)
func (weftBridge *WeftBridge) TryPackGuardian() ([]byte, error) {
	return weftBridge.abi.Pack("guardian")
}

// UnpackGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x452a9320.
//
// Solidity: function guardian() view returns(address)
func (weftBridge *WeftBridge) UnpackGuardian(data []byte) (common.Address, error) {
	out, err := weftBridge.abi.Unpack("guardian", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackListAsset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x67626d22.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function listAsset((uint64,address,uint8,uint128) listing, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) PackListAsset(listing IWeftBridgeListing, quorum IWeftBridgeQuorum) []byte {
	enc, err := weftBridge.abi.Pack("listAsset", listing, quorum)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackListAsset is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x67626d22.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function listAsset((uint64,address,uint8,uint128) listing, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) TryPackListAsset(listing IWeftBridgeListing, quorum IWeftBridgeQuorum) ([]byte, error) {
	return weftBridge.abi.Pack("listAsset", listing, quorum)
}

// PackListingNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfbce3ef0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function listingNonce() view returns(uint64)
func (weftBridge *WeftBridge) PackListingNonce() []byte {
	enc, err := weftBridge.abi.Pack("listingNonce")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackListingNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfbce3ef0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function listingNonce() view returns(uint64)
func (weftBridge *WeftBridge) TryPackListingNonce() ([]byte, error) {
	return weftBridge.abi.Pack("listingNonce")
}

// UnpackListingNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfbce3ef0.
//
// Solidity: function listingNonce() view returns(uint64)
func (weftBridge *WeftBridge) UnpackListingNonce(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("listingNonce", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMaxRotationAge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x785e5f72.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function maxRotationAge() view returns(uint64)
func (weftBridge *WeftBridge) PackMaxRotationAge() []byte {
	enc, err := weftBridge.abi.Pack("maxRotationAge")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMaxRotationAge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x785e5f72.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function maxRotationAge() view returns(uint64)
func (weftBridge *WeftBridge) TryPackMaxRotationAge() ([]byte, error) {
	return weftBridge.abi.Pack("maxRotationAge")
}

// UnpackMaxRotationAge is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x785e5f72.
//
// Solidity: function maxRotationAge() view returns(uint64)
func (weftBridge *WeftBridge) UnpackMaxRotationAge(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("maxRotationAge", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMaxSetAge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaf17ee3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function maxSetAge() view returns(uint64)
func (weftBridge *WeftBridge) PackMaxSetAge() []byte {
	enc, err := weftBridge.abi.Pack("maxSetAge")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMaxSetAge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaf17ee3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function maxSetAge() view returns(uint64)
func (weftBridge *WeftBridge) TryPackMaxSetAge() ([]byte, error) {
	return weftBridge.abi.Pack("maxSetAge")
}

// UnpackMaxSetAge is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcaf17ee3.
//
// Solidity: function maxSetAge() view returns(uint64)
func (weftBridge *WeftBridge) UnpackMaxSetAge(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("maxSetAge", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackNoteBounty is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfce2d4fe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function noteBounty((uint256,address,address,uint96,bytes32,uint64,uint64) n) returns()
func (weftBridge *WeftBridge) PackNoteBounty(n IWeftBridgeBountyNote) []byte {
	enc, err := weftBridge.abi.Pack("noteBounty", n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNoteBounty is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfce2d4fe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function noteBounty((uint256,address,address,uint96,bytes32,uint64,uint64) n) returns()
func (weftBridge *WeftBridge) TryPackNoteBounty(n IWeftBridgeBountyNote) ([]byte, error) {
	return weftBridge.abi.Pack("noteBounty", n)
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (weftBridge *WeftBridge) PackPause() []byte {
	enc, err := weftBridge.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (weftBridge *WeftBridge) TryPackPause() ([]byte, error) {
	return weftBridge.abi.Pack("pause")
}

// PackPausedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda748b10.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pausedUntil() view returns(uint64)
func (weftBridge *WeftBridge) PackPausedUntil() []byte {
	enc, err := weftBridge.abi.Pack("pausedUntil")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPausedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda748b10.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pausedUntil() view returns(uint64)
func (weftBridge *WeftBridge) TryPackPausedUntil() ([]byte, error) {
	return weftBridge.abi.Pack("pausedUntil")
}

// UnpackPausedUntil is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xda748b10.
//
// Solidity: function pausedUntil() view returns(uint64)
func (weftBridge *WeftBridge) UnpackPausedUntil(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("pausedUntil", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackSetHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7869a72f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setHash() view returns(bytes32)
func (weftBridge *WeftBridge) PackSetHash() []byte {
	enc, err := weftBridge.abi.Pack("setHash")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7869a72f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setHash() view returns(bytes32)
func (weftBridge *WeftBridge) TryPackSetHash() ([]byte, error) {
	return weftBridge.abi.Pack("setHash")
}

// UnpackSetHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7869a72f.
//
// Solidity: function setHash() view returns(bytes32)
func (weftBridge *WeftBridge) UnpackSetHash(data []byte) ([32]byte, error) {
	out, err := weftBridge.abi.Unpack("setHash", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackSetNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9099df1b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setNonce() view returns(uint64)
func (weftBridge *WeftBridge) PackSetNonce() []byte {
	enc, err := weftBridge.abi.Pack("setNonce")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9099df1b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setNonce() view returns(uint64)
func (weftBridge *WeftBridge) TryPackSetNonce() ([]byte, error) {
	return weftBridge.abi.Pack("setNonce")
}

// UnpackSetNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9099df1b.
//
// Solidity: function setNonce() view returns(uint64)
func (weftBridge *WeftBridge) UnpackSetNonce(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("setNonce", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackSetTime is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9276a49.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTime() view returns(uint64)
func (weftBridge *WeftBridge) PackSetTime() []byte {
	enc, err := weftBridge.abi.Pack("setTime")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTime is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd9276a49.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTime() view returns(uint64)
func (weftBridge *WeftBridge) TryPackSetTime() ([]byte, error) {
	return weftBridge.abi.Pack("setTime")
}

// UnpackSetTime is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd9276a49.
//
// Solidity: function setTime() view returns(uint64)
func (weftBridge *WeftBridge) UnpackSetTime(data []byte) (uint64, error) {
	out, err := weftBridge.abi.Unpack("setTime", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackUpdateValidatorSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7e758ce0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateValidatorSet(uint64 newNonce, uint256[] newWords, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) PackUpdateValidatorSet(newNonce uint64, newWords []*big.Int, quorum IWeftBridgeQuorum) []byte {
	enc, err := weftBridge.abi.Pack("updateValidatorSet", newNonce, newWords, quorum)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateValidatorSet is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7e758ce0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateValidatorSet(uint64 newNonce, uint256[] newWords, (uint256[],uint256,bytes) quorum) returns()
func (weftBridge *WeftBridge) TryPackUpdateValidatorSet(newNonce uint64, newWords []*big.Int, quorum IWeftBridgeQuorum) ([]byte, error) {
	return weftBridge.abi.Pack("updateValidatorSet", newNonce, newWords, quorum)
}

// PackVerifySettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84df8e00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verifySettlement((uint256,bytes32,bytes32,uint96,bytes32) settlement, (uint256[],uint256,bytes) quorum) view returns()
func (weftBridge *WeftBridge) PackVerifySettlement(settlement IWeftBridgeSettlement, quorum IWeftBridgeQuorum) []byte {
	enc, err := weftBridge.abi.Pack("verifySettlement", settlement, quorum)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerifySettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84df8e00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verifySettlement((uint256,bytes32,bytes32,uint96,bytes32) settlement, (uint256[],uint256,bytes) quorum) view returns()
func (weftBridge *WeftBridge) TryPackVerifySettlement(settlement IWeftBridgeSettlement, quorum IWeftBridgeQuorum) ([]byte, error) {
	return weftBridge.abi.Pack("verifySettlement", settlement, quorum)
}

// PackWeft is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbb571a4f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function weft() view returns(address)
func (weftBridge *WeftBridge) PackWeft() []byte {
	enc, err := weftBridge.abi.Pack("weft")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWeft is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbb571a4f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function weft() view returns(address)
func (weftBridge *WeftBridge) TryPackWeft() ([]byte, error) {
	return weftBridge.abi.Pack("weft")
}

// UnpackWeft is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbb571a4f.
//
// Solidity: function weft() view returns(address)
func (weftBridge *WeftBridge) UnpackWeft(data []byte) (common.Address, error) {
	out, err := weftBridge.abi.Unpack("weft", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// WeftBridgeAssetListed represents a AssetListed event raised by the WeftBridge contract.
type WeftBridgeAssetListed struct {
	Token   common.Address
	Listing uint64
	Kind    uint8
	DayCap  *big.Int
	From    uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const WeftBridgeAssetListedEventName = "AssetListed"

// ContractEventName returns the user-defined event name.
func (WeftBridgeAssetListed) ContractEventName() string {
	return WeftBridgeAssetListedEventName
}

// UnpackAssetListedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AssetListed(address indexed token, uint64 listing, uint8 kind, uint128 dayCap, uint64 from)
func (weftBridge *WeftBridge) UnpackAssetListedEvent(log *types.Log) (*WeftBridgeAssetListed, error) {
	event := "AssetListed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeAssetListed)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgeBatchExecuted represents a BatchExecuted event raised by the WeftBridge contract.
type WeftBridgeBatchExecuted struct {
	Nonce   uint64
	Token   common.Address
	Batch   uint64
	Relayer common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const WeftBridgeBatchExecutedEventName = "BatchExecuted"

// ContractEventName returns the user-defined event name.
func (WeftBridgeBatchExecuted) ContractEventName() string {
	return WeftBridgeBatchExecutedEventName
}

// UnpackBatchExecutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BatchExecuted(uint64 indexed nonce, address indexed token, uint64 batch, address relayer)
func (weftBridge *WeftBridge) UnpackBatchExecutedEvent(log *types.Log) (*WeftBridgeBatchExecuted, error) {
	event := "BatchExecuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeBatchExecuted)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgeBountyNoted represents a BountyNoted event raised by the WeftBridge contract.
type WeftBridgeBountyNoted struct {
	Nonce    uint64
	Bounty   *big.Int
	Sponsor  common.Address
	Token    common.Address
	Amount   *big.Int
	Spec     [32]byte
	Job      uint64
	Deadline uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const WeftBridgeBountyNotedEventName = "BountyNoted"

// ContractEventName returns the user-defined event name.
func (WeftBridgeBountyNoted) ContractEventName() string {
	return WeftBridgeBountyNotedEventName
}

// UnpackBountyNotedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event BountyNoted(uint64 indexed nonce, uint256 indexed bounty, address indexed sponsor, address token, uint96 amount, bytes32 spec, uint64 job, uint64 deadline)
func (weftBridge *WeftBridge) UnpackBountyNotedEvent(log *types.Log) (*WeftBridgeBountyNoted, error) {
	event := "BountyNoted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeBountyNoted)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgeClaimed represents a Claimed event raised by the WeftBridge contract.
type WeftBridgeClaimed struct {
	Token  common.Address
	Owner  common.Address
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const WeftBridgeClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (WeftBridgeClaimed) ContractEventName() string {
	return WeftBridgeClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(address indexed token, address indexed owner, address to, uint256 amount)
func (weftBridge *WeftBridge) UnpackClaimedEvent(log *types.Log) (*WeftBridgeClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeClaimed)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgeDeposited represents a Deposited event raised by the WeftBridge contract.
type WeftBridgeDeposited struct {
	Nonce   uint64
	Token   common.Address
	From    common.Address
	Account [20]byte
	Job     uint64
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const WeftBridgeDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (WeftBridgeDeposited) ContractEventName() string {
	return WeftBridgeDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(uint64 indexed nonce, address indexed token, address indexed from, bytes20 account, uint64 job, uint256 amount)
func (weftBridge *WeftBridge) UnpackDepositedEvent(log *types.Log) (*WeftBridgeDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeDeposited)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgePaused represents a Paused event raised by the WeftBridge contract.
type WeftBridgePaused struct {
	Until uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const WeftBridgePausedEventName = "Paused"

// ContractEventName returns the user-defined event name.
func (WeftBridgePaused) ContractEventName() string {
	return WeftBridgePausedEventName
}

// UnpackPausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paused(uint64 until)
func (weftBridge *WeftBridge) UnpackPausedEvent(log *types.Log) (*WeftBridgePaused, error) {
	event := "Paused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgePaused)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgePushFailed represents a PushFailed event raised by the WeftBridge contract.
type WeftBridgePushFailed struct {
	Token  common.Address
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const WeftBridgePushFailedEventName = "PushFailed"

// ContractEventName returns the user-defined event name.
func (WeftBridgePushFailed) ContractEventName() string {
	return WeftBridgePushFailedEventName
}

// UnpackPushFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PushFailed(address indexed token, address indexed to, uint256 amount)
func (weftBridge *WeftBridge) UnpackPushFailedEvent(log *types.Log) (*WeftBridgePushFailed, error) {
	event := "PushFailed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgePushFailed)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftBridgeValidatorSetUpdated represents a ValidatorSetUpdated event raised by the WeftBridge contract.
type WeftBridgeValidatorSetUpdated struct {
	Nonce uint64
	Set   uint64
	Words []*big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const WeftBridgeValidatorSetUpdatedEventName = "ValidatorSetUpdated"

// ContractEventName returns the user-defined event name.
func (WeftBridgeValidatorSetUpdated) ContractEventName() string {
	return WeftBridgeValidatorSetUpdatedEventName
}

// UnpackValidatorSetUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ValidatorSetUpdated(uint64 indexed nonce, uint64 set, uint256[] words)
func (weftBridge *WeftBridge) UnpackValidatorSetUpdatedEvent(log *types.Log) (*WeftBridgeValidatorSetUpdated, error) {
	event := "ValidatorSetUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftBridge.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftBridgeValidatorSetUpdated)
	if len(log.Data) > 0 {
		if err := weftBridge.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftBridge.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (weftBridge *WeftBridge) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["AgesOutOfRange"].ID.Bytes()[:4]) {
		return weftBridge.UnpackAgesOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["AssetNotListed"].ID.Bytes()[:4]) {
		return weftBridge.UnpackAssetNotListedError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["BatchExpired"].ID.Bytes()[:4]) {
		return weftBridge.UnpackBatchExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["BridgePaused"].ID.Bytes()[:4]) {
		return weftBridge.UnpackBridgePausedError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["DayCapExceeded"].ID.Bytes()[:4]) {
		return weftBridge.UnpackDayCapExceededError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["InsufficientGas"].ID.Bytes()[:4]) {
		return weftBridge.UnpackInsufficientGasError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["InsufficientPower"].ID.Bytes()[:4]) {
		return weftBridge.UnpackInsufficientPowerError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return weftBridge.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["KindMismatch"].ID.Bytes()[:4]) {
		return weftBridge.UnpackKindMismatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["NonceOutOfRange"].ID.Bytes()[:4]) {
		return weftBridge.UnpackNonceOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["NotEscrow"].ID.Bytes()[:4]) {
		return weftBridge.UnpackNotEscrowError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["NotGuardian"].ID.Bytes()[:4]) {
		return weftBridge.UnpackNotGuardianError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["PauseTooSoon"].ID.Bytes()[:4]) {
		return weftBridge.UnpackPauseTooSoonError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return weftBridge.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return weftBridge.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["SetSizeOutOfRange"].ID.Bytes()[:4]) {
		return weftBridge.UnpackSetSizeOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["SignaturesTooShort"].ID.Bytes()[:4]) {
		return weftBridge.UnpackSignaturesTooShortError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["TooManyTransfers"].ID.Bytes()[:4]) {
		return weftBridge.UnpackTooManyTransfersError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["TotalPowerOutOfRange"].ID.Bytes()[:4]) {
		return weftBridge.UnpackTotalPowerOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["UnknownValidatorSet"].ID.Bytes()[:4]) {
		return weftBridge.UnpackUnknownValidatorSetError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["ValidatorOutOfOrder"].ID.Bytes()[:4]) {
		return weftBridge.UnpackValidatorOutOfOrderError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["ValidatorSetExpired"].ID.Bytes()[:4]) {
		return weftBridge.UnpackValidatorSetExpiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["ZeroAccount"].ID.Bytes()[:4]) {
		return weftBridge.UnpackZeroAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftBridge.abi.Errors["ZeroAmount"].ID.Bytes()[:4]) {
		return weftBridge.UnpackZeroAmountError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// WeftBridgeAgesOutOfRange represents a AgesOutOfRange error raised by the WeftBridge contract.
type WeftBridgeAgesOutOfRange struct {
	MaxSetAge      uint64
	MaxRotationAge uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AgesOutOfRange(uint64 maxSetAge, uint64 maxRotationAge)
func WeftBridgeAgesOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x200d9e63f288415dcb5e5f791dce4279b5f3f9f7a21c2787a55911dce05f41f7")
}

// UnpackAgesOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AgesOutOfRange(uint64 maxSetAge, uint64 maxRotationAge)
func (weftBridge *WeftBridge) UnpackAgesOutOfRangeError(raw []byte) (*WeftBridgeAgesOutOfRange, error) {
	out := new(WeftBridgeAgesOutOfRange)
	if err := weftBridge.abi.UnpackIntoInterface(out, "AgesOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeAssetNotListed represents a AssetNotListed error raised by the WeftBridge contract.
type WeftBridgeAssetNotListed struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AssetNotListed(address token)
func WeftBridgeAssetNotListedErrorID() common.Hash {
	return common.HexToHash("0xd0957f1f4eef80fc17ae53758b801841036d0ec5159b58eb39bf3115b9f6b4d4")
}

// UnpackAssetNotListedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AssetNotListed(address token)
func (weftBridge *WeftBridge) UnpackAssetNotListedError(raw []byte) (*WeftBridgeAssetNotListed, error) {
	out := new(WeftBridgeAssetNotListed)
	if err := weftBridge.abi.UnpackIntoInterface(out, "AssetNotListed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeBatchExpired represents a BatchExpired error raised by the WeftBridge contract.
type WeftBridgeBatchExpired struct {
	Deadline uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BatchExpired(uint64 deadline)
func WeftBridgeBatchExpiredErrorID() common.Hash {
	return common.HexToHash("0xf78aada33a516ae53f2ca83c31268752af9590bacff84c4f2c5e3ee9a1e8cb58")
}

// UnpackBatchExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BatchExpired(uint64 deadline)
func (weftBridge *WeftBridge) UnpackBatchExpiredError(raw []byte) (*WeftBridgeBatchExpired, error) {
	out := new(WeftBridgeBatchExpired)
	if err := weftBridge.abi.UnpackIntoInterface(out, "BatchExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeBridgePaused represents a BridgePaused error raised by the WeftBridge contract.
type WeftBridgeBridgePaused struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BridgePaused(uint64 until)
func WeftBridgeBridgePausedErrorID() common.Hash {
	return common.HexToHash("0xccebb1cb89f3ba8957f22d18f9bf1604b4349d87807eeeb1f47ae635fc0a90af")
}

// UnpackBridgePausedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BridgePaused(uint64 until)
func (weftBridge *WeftBridge) UnpackBridgePausedError(raw []byte) (*WeftBridgeBridgePaused, error) {
	out := new(WeftBridgeBridgePaused)
	if err := weftBridge.abi.UnpackIntoInterface(out, "BridgePaused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeDayCapExceeded represents a DayCapExceeded error raised by the WeftBridge contract.
type WeftBridgeDayCapExceeded struct {
	Token  common.Address
	Spent  *big.Int
	DayCap *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DayCapExceeded(address token, uint256 spent, uint256 dayCap)
func WeftBridgeDayCapExceededErrorID() common.Hash {
	return common.HexToHash("0x84220e1abe6d4704828e520db86b99321334fe9f83a2cf89061d09dda8fe0aa3")
}

// UnpackDayCapExceededError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DayCapExceeded(address token, uint256 spent, uint256 dayCap)
func (weftBridge *WeftBridge) UnpackDayCapExceededError(raw []byte) (*WeftBridgeDayCapExceeded, error) {
	out := new(WeftBridgeDayCapExceeded)
	if err := weftBridge.abi.UnpackIntoInterface(out, "DayCapExceeded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeInsufficientGas represents a InsufficientGas error raised by the WeftBridge contract.
type WeftBridgeInsufficientGas struct {
	Left   *big.Int
	Needed *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientGas(uint256 left, uint256 needed)
func WeftBridgeInsufficientGasErrorID() common.Hash {
	return common.HexToHash("0x23e228cb30ba888d86279f51c27a6690ec0fe016ea074bbd6332de5b2571f9b3")
}

// UnpackInsufficientGasError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientGas(uint256 left, uint256 needed)
func (weftBridge *WeftBridge) UnpackInsufficientGasError(raw []byte) (*WeftBridgeInsufficientGas, error) {
	out := new(WeftBridgeInsufficientGas)
	if err := weftBridge.abi.UnpackIntoInterface(out, "InsufficientGas", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeInsufficientPower represents a InsufficientPower error raised by the WeftBridge contract.
type WeftBridgeInsufficientPower struct {
	Power     *big.Int
	Threshold *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientPower(uint256 power, uint256 threshold)
func WeftBridgeInsufficientPowerErrorID() common.Hash {
	return common.HexToHash("0x00bfb6abc91300e23f23fef9f8adbfb149cb9bb556ab8e6efed6c3856e12d198")
}

// UnpackInsufficientPowerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientPower(uint256 power, uint256 threshold)
func (weftBridge *WeftBridge) UnpackInsufficientPowerError(raw []byte) (*WeftBridgeInsufficientPower, error) {
	out := new(WeftBridgeInsufficientPower)
	if err := weftBridge.abi.UnpackIntoInterface(out, "InsufficientPower", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeInvalidSignature represents a InvalidSignature error raised by the WeftBridge contract.
type WeftBridgeInvalidSignature struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature(uint256 index)
func WeftBridgeInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x52bf9848f4f569cd5e845a26f8524878f8ac004dcaace7433d78683624c84a76")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature(uint256 index)
func (weftBridge *WeftBridge) UnpackInvalidSignatureError(raw []byte) (*WeftBridgeInvalidSignature, error) {
	out := new(WeftBridgeInvalidSignature)
	if err := weftBridge.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeKindMismatch represents a KindMismatch error raised by the WeftBridge contract.
type WeftBridgeKindMismatch struct {
	Token common.Address
	Kind  uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KindMismatch(address token, uint8 kind)
func WeftBridgeKindMismatchErrorID() common.Hash {
	return common.HexToHash("0xea461ab01518b254d6e7685ebad941f2313c8c9edd5feaf55a999547aa9cd35c")
}

// UnpackKindMismatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KindMismatch(address token, uint8 kind)
func (weftBridge *WeftBridge) UnpackKindMismatchError(raw []byte) (*WeftBridgeKindMismatch, error) {
	out := new(WeftBridgeKindMismatch)
	if err := weftBridge.abi.UnpackIntoInterface(out, "KindMismatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeNonceOutOfRange represents a NonceOutOfRange error raised by the WeftBridge contract.
type WeftBridgeNonceOutOfRange struct {
	Nonce uint64
	First uint64
	Last  uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NonceOutOfRange(uint64 nonce, uint64 first, uint64 last)
func WeftBridgeNonceOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x2ab439f744f40cca054919fbbd5d8a4b95002ad3bb845c4426ae70126728f525")
}

// UnpackNonceOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NonceOutOfRange(uint64 nonce, uint64 first, uint64 last)
func (weftBridge *WeftBridge) UnpackNonceOutOfRangeError(raw []byte) (*WeftBridgeNonceOutOfRange, error) {
	out := new(WeftBridgeNonceOutOfRange)
	if err := weftBridge.abi.UnpackIntoInterface(out, "NonceOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeNotEscrow represents a NotEscrow error raised by the WeftBridge contract.
type WeftBridgeNotEscrow struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEscrow(address caller)
func WeftBridgeNotEscrowErrorID() common.Hash {
	return common.HexToHash("0x088fb38a41f33ee0d0b310a4c36e73c59f8a95f09b2d8750012a106194ceb6bd")
}

// UnpackNotEscrowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEscrow(address caller)
func (weftBridge *WeftBridge) UnpackNotEscrowError(raw []byte) (*WeftBridgeNotEscrow, error) {
	out := new(WeftBridgeNotEscrow)
	if err := weftBridge.abi.UnpackIntoInterface(out, "NotEscrow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeNotGuardian represents a NotGuardian error raised by the WeftBridge contract.
type WeftBridgeNotGuardian struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotGuardian(address caller)
func WeftBridgeNotGuardianErrorID() common.Hash {
	return common.HexToHash("0xa252c151cd1ee155ad6a596fd962f839a8b963fd05f5e863eca095de2e0b08a4")
}

// UnpackNotGuardianError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotGuardian(address caller)
func (weftBridge *WeftBridge) UnpackNotGuardianError(raw []byte) (*WeftBridgeNotGuardian, error) {
	out := new(WeftBridgeNotGuardian)
	if err := weftBridge.abi.UnpackIntoInterface(out, "NotGuardian", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgePauseTooSoon represents a PauseTooSoon error raised by the WeftBridge contract.
type WeftBridgePauseTooSoon struct {
	From *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error PauseTooSoon(uint256 from)
func WeftBridgePauseTooSoonErrorID() common.Hash {
	return common.HexToHash("0x7d47bb35fa7b221df0f1d78aadb3b13df1c3390c3b0eb4eb3738c2ec17ba2491")
}

// UnpackPauseTooSoonError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error PauseTooSoon(uint256 from)
func (weftBridge *WeftBridge) UnpackPauseTooSoonError(raw []byte) (*WeftBridgePauseTooSoon, error) {
	out := new(WeftBridgePauseTooSoon)
	if err := weftBridge.abi.UnpackIntoInterface(out, "PauseTooSoon", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the WeftBridge contract.
type WeftBridgeReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func WeftBridgeReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (weftBridge *WeftBridge) UnpackReentrancyGuardReentrantCallError(raw []byte) (*WeftBridgeReentrancyGuardReentrantCall, error) {
	out := new(WeftBridgeReentrancyGuardReentrantCall)
	if err := weftBridge.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the WeftBridge contract.
type WeftBridgeSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func WeftBridgeSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (weftBridge *WeftBridge) UnpackSafeERC20FailedOperationError(raw []byte) (*WeftBridgeSafeERC20FailedOperation, error) {
	out := new(WeftBridgeSafeERC20FailedOperation)
	if err := weftBridge.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeSetSizeOutOfRange represents a SetSizeOutOfRange error raised by the WeftBridge contract.
type WeftBridgeSetSizeOutOfRange struct {
	Size *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SetSizeOutOfRange(uint256 size)
func WeftBridgeSetSizeOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x9f927d4d7d9434bcd087338615d2013a01cf09e78a6db47cc2ea3d912a616cb8")
}

// UnpackSetSizeOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SetSizeOutOfRange(uint256 size)
func (weftBridge *WeftBridge) UnpackSetSizeOutOfRangeError(raw []byte) (*WeftBridgeSetSizeOutOfRange, error) {
	out := new(WeftBridgeSetSizeOutOfRange)
	if err := weftBridge.abi.UnpackIntoInterface(out, "SetSizeOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeSignaturesTooShort represents a SignaturesTooShort error raised by the WeftBridge contract.
type WeftBridgeSignaturesTooShort struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SignaturesTooShort(uint256 length)
func WeftBridgeSignaturesTooShortErrorID() common.Hash {
	return common.HexToHash("0x0ff046b7505c432ef70571a03ac5a1233daccf5b3c28bbd21791d16a31db633a")
}

// UnpackSignaturesTooShortError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SignaturesTooShort(uint256 length)
func (weftBridge *WeftBridge) UnpackSignaturesTooShortError(raw []byte) (*WeftBridgeSignaturesTooShort, error) {
	out := new(WeftBridgeSignaturesTooShort)
	if err := weftBridge.abi.UnpackIntoInterface(out, "SignaturesTooShort", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeTooManyTransfers represents a TooManyTransfers error raised by the WeftBridge contract.
type WeftBridgeTooManyTransfers struct {
	Count *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManyTransfers(uint256 count)
func WeftBridgeTooManyTransfersErrorID() common.Hash {
	return common.HexToHash("0x5e1a8f406de259884ac37b61bd18207f9ff00b80013dc5ee2117253ae2a74c1a")
}

// UnpackTooManyTransfersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManyTransfers(uint256 count)
func (weftBridge *WeftBridge) UnpackTooManyTransfersError(raw []byte) (*WeftBridgeTooManyTransfers, error) {
	out := new(WeftBridgeTooManyTransfers)
	if err := weftBridge.abi.UnpackIntoInterface(out, "TooManyTransfers", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeTotalPowerOutOfRange represents a TotalPowerOutOfRange error raised by the WeftBridge contract.
type WeftBridgeTotalPowerOutOfRange struct {
	Total *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TotalPowerOutOfRange(uint256 total)
func WeftBridgeTotalPowerOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x2a1d615cf289fb354398b9a6f6273d7ac510d745382af50303cddd16d786e257")
}

// UnpackTotalPowerOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TotalPowerOutOfRange(uint256 total)
func (weftBridge *WeftBridge) UnpackTotalPowerOutOfRangeError(raw []byte) (*WeftBridgeTotalPowerOutOfRange, error) {
	out := new(WeftBridgeTotalPowerOutOfRange)
	if err := weftBridge.abi.UnpackIntoInterface(out, "TotalPowerOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeUnknownValidatorSet represents a UnknownValidatorSet error raised by the WeftBridge contract.
type WeftBridgeUnknownValidatorSet struct {
	Given   [32]byte
	Current [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownValidatorSet(bytes32 given, bytes32 current)
func WeftBridgeUnknownValidatorSetErrorID() common.Hash {
	return common.HexToHash("0x65feba1d8dd349538a5afe17be219969873a921268be78d35ac0604f68392c36")
}

// UnpackUnknownValidatorSetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownValidatorSet(bytes32 given, bytes32 current)
func (weftBridge *WeftBridge) UnpackUnknownValidatorSetError(raw []byte) (*WeftBridgeUnknownValidatorSet, error) {
	out := new(WeftBridgeUnknownValidatorSet)
	if err := weftBridge.abi.UnpackIntoInterface(out, "UnknownValidatorSet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeValidatorOutOfOrder represents a ValidatorOutOfOrder error raised by the WeftBridge contract.
type WeftBridgeValidatorOutOfOrder struct {
	Index *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ValidatorOutOfOrder(uint256 index)
func WeftBridgeValidatorOutOfOrderErrorID() common.Hash {
	return common.HexToHash("0x92d96cfb6dd17e4f575ec22a9b5380aa401ffcc4b0d3e77d1c74ea306806a9f3")
}

// UnpackValidatorOutOfOrderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ValidatorOutOfOrder(uint256 index)
func (weftBridge *WeftBridge) UnpackValidatorOutOfOrderError(raw []byte) (*WeftBridgeValidatorOutOfOrder, error) {
	out := new(WeftBridgeValidatorOutOfOrder)
	if err := weftBridge.abi.UnpackIntoInterface(out, "ValidatorOutOfOrder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeValidatorSetExpired represents a ValidatorSetExpired error raised by the WeftBridge contract.
type WeftBridgeValidatorSetExpired struct {
	Since *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ValidatorSetExpired(uint256 since)
func WeftBridgeValidatorSetExpiredErrorID() common.Hash {
	return common.HexToHash("0x1d75c15604181e32fffea8e27bec4c06344195e04c49fe935203df15ff2d9772")
}

// UnpackValidatorSetExpiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ValidatorSetExpired(uint256 since)
func (weftBridge *WeftBridge) UnpackValidatorSetExpiredError(raw []byte) (*WeftBridgeValidatorSetExpired, error) {
	out := new(WeftBridgeValidatorSetExpired)
	if err := weftBridge.abi.UnpackIntoInterface(out, "ValidatorSetExpired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeZeroAccount represents a ZeroAccount error raised by the WeftBridge contract.
type WeftBridgeZeroAccount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAccount()
func WeftBridgeZeroAccountErrorID() common.Hash {
	return common.HexToHash("0xbfcf3c0bb32fe792f677ae14b5f44b9695700b5b4a64cfda8a7f506371f2d39f")
}

// UnpackZeroAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAccount()
func (weftBridge *WeftBridge) UnpackZeroAccountError(raw []byte) (*WeftBridgeZeroAccount, error) {
	out := new(WeftBridgeZeroAccount)
	if err := weftBridge.abi.UnpackIntoInterface(out, "ZeroAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftBridgeZeroAmount represents a ZeroAmount error raised by the WeftBridge contract.
type WeftBridgeZeroAmount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroAmount()
func WeftBridgeZeroAmountErrorID() common.Hash {
	return common.HexToHash("0x1f2a2005cb66a8e145327e8814e243a0996aec9bfe1e15a495778b1236dbd485")
}

// UnpackZeroAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroAmount()
func (weftBridge *WeftBridge) UnpackZeroAmountError(raw []byte) (*WeftBridgeZeroAmount, error) {
	out := new(WeftBridgeZeroAmount)
	if err := weftBridge.abi.UnpackIntoInterface(out, "ZeroAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenMetaData contains all meta data concerning the WeftToken contract.
var WeftTokenMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"DOMAIN_SEPARATOR\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"allowance\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"spender\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"approve\",\"inputs\":[{\"name\":\"spender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"balanceOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"bridge\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"burn\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"decimals\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint8\",\"internalType\":\"uint8\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"eip712Domain\",\"inputs\":[],\"outputs\":[{\"name\":\"fields\",\"type\":\"bytes1\",\"internalType\":\"bytes1\"},{\"name\":\"name\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"version\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"verifyingContract\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"extensions\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"mint\",\"inputs\":[{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"name\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"nonces\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"permit\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"spender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"v\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"r\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"s\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"symbol\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"totalSupply\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"transfer\",\"inputs\":[{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"transferFrom\",\"inputs\":[{\"name\":\"from\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Approval\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"spender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"EIP712DomainChanged\",\"inputs\":[],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Transfer\",\"inputs\":[{\"name\":\"from\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignatureLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignatureS\",\"inputs\":[{\"name\":\"s\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"ERC20InsufficientAllowance\",\"inputs\":[{\"name\":\"spender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"allowance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ERC20InsufficientBalance\",\"inputs\":[{\"name\":\"sender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ERC20InvalidApprover\",\"inputs\":[{\"name\":\"approver\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ERC20InvalidReceiver\",\"inputs\":[{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ERC20InvalidSender\",\"inputs\":[{\"name\":\"sender\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ERC20InvalidSpender\",\"inputs\":[{\"name\":\"spender\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ERC2612ExpiredSignature\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ERC2612InvalidSigner\",\"inputs\":[{\"name\":\"signer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"InvalidAccountNonce\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"currentNonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InvalidShortString\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotBridge\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"StringTooLong\",\"inputs\":[{\"name\":\"str\",\"type\":\"string\",\"internalType\":\"string\"}]}]",
	ID:  "WeftToken",
	Bin: "0x6101806040523361016052348015610015575f5ffd5b506040518060400160405280600481526020016315d9599d60e21b81525080604051806040016040528060018152602001603160f81b8152506040518060400160405280600481526020016315d9599d60e21b8152506040518060400160405280600481526020016315d1519560e21b81525081600390816100979190610247565b5060046100a48282610247565b5050506100b68261015e60201b60201c565b610120526100c38161015e565b61014052815160208084019190912060e052815190820120610100524660a05261014f60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0525061035d565b5f5f829050601f81511115610191578260405163305a27a960e01b81526004016101889190610305565b60405180910390fd5b805161019c8261033a565b179392505050565b634e487b7160e01b5f52604160045260245ffd5b600181811c908216806101cc57607f821691505b6020821081036101ea57634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115610242578282111561024257805f5260205f20601f840160051c602085101561021b57505f5b90810190601f840160051c035f5b8181101561023e575f83820155600101610229565b5050505b505050565b81516001600160401b03811115610260576102606101a4565b6102748161026e84546101b8565b846101f0565b6020601f8211600181146102a6575f831561028f5750848201515b5f19600385901b1c1916600184901b1784556102fe565b5f84815260208120601f198516915b828110156102d557878501518255602094850194600190920191016102b5565b50848210156102f257868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b805160208083015191908110156101ea575f1960209190910360031b1b16919050565b60805160a05160c05160e051610100516101205161014051610160516113c66103c65f395f818161027f015281816103b8015261043c01525f610a9e01525f610a7301525f61093e01525f61091601525f61087101525f61089b01525f6108c501526113c65ff3fe608060405234801561000f575f5ffd5b50600436106100fb575f3560e01c806370a0823111610093578063a9059cbb11610063578063a9059cbb1461020f578063d505accf14610222578063dd62ed3e14610235578063e78cea921461027a575f5ffd5b806370a08231146101a45780637ecebe00146101d957806384b0196e146101ec57806395d89b4114610207575f5ffd5b8063313ce567116100ce578063313ce567146101655780633644e5151461017457806340c10f191461017c57806342966c6814610191575f5ffd5b806306fdde03146100ff578063095ea7b31461011d57806318160ddd1461014057806323b872dd14610152575b5f5ffd5b6101076102c6565b60405161011491906110e0565b60405180910390f35b61013061012b366004611121565b610356565b6040519015158152602001610114565b6002545b604051908152602001610114565b610130610160366004611149565b61036f565b60405160068152602001610114565b610144610392565b61018f61018a366004611121565b6103a0565b005b61018f61019f366004611183565b610424565b6101446101b236600461119a565b73ffffffffffffffffffffffffffffffffffffffff165f9081526020819052604090205490565b6101446101e736600461119a565b6104a2565b6101f46104ac565b60405161011497969594939291906111b3565b61010761050a565b61013061021d366004611121565b610519565b61018f610230366004611272565b610526565b6101446102433660046112df565b73ffffffffffffffffffffffffffffffffffffffff9182165f90815260016020908152604080832093909416825291909152205490565b6102a17f000000000000000000000000000000000000000000000000000000000000000081565b60405173ffffffffffffffffffffffffffffffffffffffff9091168152602001610114565b6060600380546102d590611310565b80601f016020809104026020016040519081016040528092919081815260200182805461030190611310565b801561034c5780601f106103235761010080835404028352916020019161034c565b820191905f5260205f20905b81548152906001019060200180831161032f57829003601f168201915b5050505050905090565b5f336103638185856106cf565b60019150505b92915050565b5f3361037c8582856106e1565b6103878585856107af565b506001949350505050565b5f61039b610858565b905090565b3373ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001614610416576040517ff91b419e0000000000000000000000000000000000000000000000000000000081523360048201526024015b60405180910390fd5b610420828261098e565b5050565b3373ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001614610495576040517ff91b419e00000000000000000000000000000000000000000000000000000000815233600482015260240161040d565b61049f33826109e8565b50565b5f61036982610a42565b5f6060805f5f5f60606104bd610a6c565b6104c5610a97565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b6060600480546102d590611310565b5f336103638185856107af565b83421115610563576040517f627913020000000000000000000000000000000000000000000000000000000081526004810185905260240161040d565b5f7f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98888886105bb8c73ffffffffffffffffffffffffffffffffffffffff165f90815260076020526040902080546001810190915590565b60408051602081019690965273ffffffffffffffffffffffffffffffffffffffff94851690860152929091166060840152608083015260a082015260c0810186905260e0016040516020818303038152906040528051906020012090505f61062282610ac2565b90505f61063182878787610b09565b90508973ffffffffffffffffffffffffffffffffffffffff168173ffffffffffffffffffffffffffffffffffffffff16146106b8576040517f4b800e4600000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff80831660048301528b16602482015260440161040d565b6106c38a8a8a6106cf565b50505050505050505050565b6106dc8383836001610b35565b505050565b73ffffffffffffffffffffffffffffffffffffffff8381165f908152600160209081526040808320938616835292905220547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8110156107a9578181101561079b576040517ffb8f41b200000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff84166004820152602481018290526044810183905260640161040d565b6107a984848484035f610b35565b50505050565b73ffffffffffffffffffffffffffffffffffffffff83166107fe576040517f96c6fd1e0000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff821661084d576040517fec442f050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b6106dc838383610c7a565b5f3073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000161480156108bd57507f000000000000000000000000000000000000000000000000000000000000000046145b156108e757507f000000000000000000000000000000000000000000000000000000000000000090565b61039b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b73ffffffffffffffffffffffffffffffffffffffff82166109dd576040517fec442f050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b6104205f8383610c7a565b73ffffffffffffffffffffffffffffffffffffffff8216610a37576040517f96c6fd1e0000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b610420825f83610c7a565b73ffffffffffffffffffffffffffffffffffffffff81165f90815260076020526040812054610369565b606061039b7f0000000000000000000000000000000000000000000000000000000000000000610e21565b606061039b7f0000000000000000000000000000000000000000000000000000000000000000610e21565b5f610369610ace610858565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f5f5f5f610b1988888888610e5e565b925092509250610b298282610f51565b50909695505050505050565b73ffffffffffffffffffffffffffffffffffffffff8416610b84576040517fe602df050000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff8316610bd3576040517f94280d620000000000000000000000000000000000000000000000000000000081525f600482015260240161040d565b73ffffffffffffffffffffffffffffffffffffffff8085165f90815260016020908152604080832093871683529290522082905580156107a9578273ffffffffffffffffffffffffffffffffffffffff168473ffffffffffffffffffffffffffffffffffffffff167f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92584604051610c6c91815260200190565b60405180910390a350505050565b73ffffffffffffffffffffffffffffffffffffffff8316610cb1578060025f828254610ca69190611361565b90915550610d619050565b73ffffffffffffffffffffffffffffffffffffffff83165f9081526020819052604090205481811015610d36576040517fe450d38c00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff85166004820152602481018290526044810183905260640161040d565b73ffffffffffffffffffffffffffffffffffffffff84165f9081526020819052604090209082900390555b73ffffffffffffffffffffffffffffffffffffffff8216610d8a57600280548290039055610db5565b73ffffffffffffffffffffffffffffffffffffffff82165f9081526020819052604090208054820190555b8173ffffffffffffffffffffffffffffffffffffffff168373ffffffffffffffffffffffffffffffffffffffff167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef83604051610e1491815260200190565b60405180910390a3505050565b60605f610e2d83611054565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115610e9757505f91506003905082610f47565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015610ee8573d5f5f3e3d5ffd5b50506040517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0015191505073ffffffffffffffffffffffffffffffffffffffff8116610f3e57505f925060019150829050610f47565b92505f91508190505b9450945094915050565b5f826003811115610f6457610f64611399565b03610f6d575050565b6001826003811115610f8157610f81611399565b03610fb8576040517ff645eedf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6002826003811115610fcc57610fcc611399565b03611006576040517ffce698f70000000000000000000000000000000000000000000000000000000081526004810182905260240161040d565b600382600381111561101a5761101a611399565b03610420576040517fd78bce0c0000000000000000000000000000000000000000000000000000000081526004810182905260240161040d565b5f60ff8216601f811115610369576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f81518084528060208401602086015e5f6020828601015260207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f83011685010191505092915050565b602081525f6110f26020830184611094565b9392505050565b803573ffffffffffffffffffffffffffffffffffffffff8116811461111c575f5ffd5b919050565b5f5f60408385031215611132575f5ffd5b61113b836110f9565b946020939093013593505050565b5f5f5f6060848603121561115b575f5ffd5b611164846110f9565b9250611172602085016110f9565b929592945050506040919091013590565b5f60208284031215611193575f5ffd5b5035919050565b5f602082840312156111aa575f5ffd5b6110f2826110f9565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6111ed60e0830189611094565b82810360408401526111ff8189611094565b6060840188905273ffffffffffffffffffffffffffffffffffffffff8716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015611261578351835260209384019390920191600101611243565b50909b9a5050505050505050505050565b5f5f5f5f5f5f5f60e0888a031215611288575f5ffd5b611291886110f9565b965061129f602089016110f9565b95506040880135945060608801359350608088013560ff811681146112c2575f5ffd5b9699959850939692959460a0840135945060c09093013592915050565b5f5f604083850312156112f0575f5ffd5b6112f9836110f9565b9150611307602084016110f9565b90509250929050565b600181811c9082168061132457607f821691505b60208210810361135b577f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b50919050565b80820180821115610369577f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd",
}

// WeftToken is an auto generated Go binding around an Ethereum contract.
type WeftToken struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *WeftToken) GetABI() abi.ABI {
	return c.abi
}

// NewWeftToken creates a new instance of WeftToken.
func NewWeftToken() *WeftToken {
	parsed, err := WeftTokenMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &WeftToken{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *WeftToken) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (weftToken *WeftToken) PackDOMAINSEPARATOR() []byte {
	enc, err := weftToken.abi.Pack("DOMAIN_SEPARATOR")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDOMAINSEPARATOR is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3644e515.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (weftToken *WeftToken) TryPackDOMAINSEPARATOR() ([]byte, error) {
	return weftToken.abi.Pack("DOMAIN_SEPARATOR")
}

// UnpackDOMAINSEPARATOR is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3644e515.
//
// Solidity: function DOMAIN_SEPARATOR() view returns(bytes32)
func (weftToken *WeftToken) UnpackDOMAINSEPARATOR(data []byte) ([32]byte, error) {
	out, err := weftToken.abi.Unpack("DOMAIN_SEPARATOR", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (weftToken *WeftToken) PackAllowance(owner common.Address, spender common.Address) []byte {
	enc, err := weftToken.abi.Pack("allowance", owner, spender)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdd62ed3e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (weftToken *WeftToken) TryPackAllowance(owner common.Address, spender common.Address) ([]byte, error) {
	return weftToken.abi.Pack("allowance", owner, spender)
}

// UnpackAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdd62ed3e.
//
// Solidity: function allowance(address owner, address spender) view returns(uint256)
func (weftToken *WeftToken) UnpackAllowance(data []byte) (*big.Int, error) {
	out, err := weftToken.abi.Unpack("allowance", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (weftToken *WeftToken) PackApprove(spender common.Address, value *big.Int) []byte {
	enc, err := weftToken.abi.Pack("approve", spender, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (weftToken *WeftToken) TryPackApprove(spender common.Address, value *big.Int) ([]byte, error) {
	return weftToken.abi.Pack("approve", spender, value)
}

// UnpackApprove is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x095ea7b3.
//
// Solidity: function approve(address spender, uint256 value) returns(bool)
func (weftToken *WeftToken) UnpackApprove(data []byte) (bool, error) {
	out, err := weftToken.abi.Unpack("approve", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (weftToken *WeftToken) PackBalanceOf(account common.Address) []byte {
	enc, err := weftToken.abi.Pack("balanceOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (weftToken *WeftToken) TryPackBalanceOf(account common.Address) ([]byte, error) {
	return weftToken.abi.Pack("balanceOf", account)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address account) view returns(uint256)
func (weftToken *WeftToken) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := weftToken.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBridge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe78cea92.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bridge() view returns(address)
func (weftToken *WeftToken) PackBridge() []byte {
	enc, err := weftToken.abi.Pack("bridge")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBridge is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe78cea92.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bridge() view returns(address)
func (weftToken *WeftToken) TryPackBridge() ([]byte, error) {
	return weftToken.abi.Pack("bridge")
}

// UnpackBridge is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe78cea92.
//
// Solidity: function bridge() view returns(address)
func (weftToken *WeftToken) UnpackBridge(data []byte) (common.Address, error) {
	out, err := weftToken.abi.Unpack("bridge", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burn(uint256 amount) returns()
func (weftToken *WeftToken) PackBurn(amount *big.Int) []byte {
	enc, err := weftToken.abi.Pack("burn", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burn(uint256 amount) returns()
func (weftToken *WeftToken) TryPackBurn(amount *big.Int) ([]byte, error) {
	return weftToken.abi.Pack("burn", amount)
}

// PackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function decimals() pure returns(uint8)
func (weftToken *WeftToken) PackDecimals() []byte {
	enc, err := weftToken.abi.Pack("decimals")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDecimals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x313ce567.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function decimals() pure returns(uint8)
func (weftToken *WeftToken) TryPackDecimals() ([]byte, error) {
	return weftToken.abi.Pack("decimals")
}

// UnpackDecimals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x313ce567.
//
// Solidity: function decimals() pure returns(uint8)
func (weftToken *WeftToken) UnpackDecimals(data []byte) (uint8, error) {
	out, err := weftToken.abi.Unpack("decimals", data)
	if err != nil {
		return *new(uint8), err
	}
	out0 := *abi.ConvertType(out[0], new(uint8)).(*uint8)
	return out0, nil
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (weftToken *WeftToken) PackEip712Domain() []byte {
	enc, err := weftToken.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (weftToken *WeftToken) TryPackEip712Domain() ([]byte, error) {
	return weftToken.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (weftToken *WeftToken) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := weftToken.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function mint(address to, uint256 amount) returns()
func (weftToken *WeftToken) PackMint(to common.Address, amount *big.Int) []byte {
	enc, err := weftToken.abi.Pack("mint", to, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMint is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x40c10f19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function mint(address to, uint256 amount) returns()
func (weftToken *WeftToken) TryPackMint(to common.Address, amount *big.Int) ([]byte, error) {
	return weftToken.abi.Pack("mint", to, amount)
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (weftToken *WeftToken) PackName() []byte {
	enc, err := weftToken.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (weftToken *WeftToken) TryPackName() ([]byte, error) {
	return weftToken.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (weftToken *WeftToken) UnpackName(data []byte) (string, error) {
	out, err := weftToken.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (weftToken *WeftToken) PackNonces(owner common.Address) []byte {
	enc, err := weftToken.abi.Pack("nonces", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (weftToken *WeftToken) TryPackNonces(owner common.Address) ([]byte, error) {
	return weftToken.abi.Pack("nonces", owner)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address owner) view returns(uint256)
func (weftToken *WeftToken) UnpackNonces(data []byte) (*big.Int, error) {
	out, err := weftToken.abi.Unpack("nonces", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (weftToken *WeftToken) PackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := weftToken.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd505accf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns()
func (weftToken *WeftToken) TryPackPermit(owner common.Address, spender common.Address, value *big.Int, deadline *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return weftToken.abi.Pack("permit", owner, spender, value, deadline, v, r, s)
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (weftToken *WeftToken) PackSymbol() []byte {
	enc, err := weftToken.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (weftToken *WeftToken) TryPackSymbol() ([]byte, error) {
	return weftToken.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (weftToken *WeftToken) UnpackSymbol(data []byte) (string, error) {
	out, err := weftToken.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalSupply() view returns(uint256)
func (weftToken *WeftToken) PackTotalSupply() []byte {
	enc, err := weftToken.abi.Pack("totalSupply")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalSupply is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x18160ddd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalSupply() view returns(uint256)
func (weftToken *WeftToken) TryPackTotalSupply() ([]byte, error) {
	return weftToken.abi.Pack("totalSupply")
}

// UnpackTotalSupply is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x18160ddd.
//
// Solidity: function totalSupply() view returns(uint256)
func (weftToken *WeftToken) UnpackTotalSupply(data []byte) (*big.Int, error) {
	out, err := weftToken.abi.Unpack("totalSupply", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (weftToken *WeftToken) PackTransfer(to common.Address, value *big.Int) []byte {
	enc, err := weftToken.abi.Pack("transfer", to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa9059cbb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (weftToken *WeftToken) TryPackTransfer(to common.Address, value *big.Int) ([]byte, error) {
	return weftToken.abi.Pack("transfer", to, value)
}

// UnpackTransfer is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa9059cbb.
//
// Solidity: function transfer(address to, uint256 value) returns(bool)
func (weftToken *WeftToken) UnpackTransfer(data []byte) (bool, error) {
	out, err := weftToken.abi.Unpack("transfer", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (weftToken *WeftToken) PackTransferFrom(from common.Address, to common.Address, value *big.Int) []byte {
	enc, err := weftToken.abi.Pack("transferFrom", from, to, value)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (weftToken *WeftToken) TryPackTransferFrom(from common.Address, to common.Address, value *big.Int) ([]byte, error) {
	return weftToken.abi.Pack("transferFrom", from, to, value)
}

// UnpackTransferFrom is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x23b872dd.
//
// Solidity: function transferFrom(address from, address to, uint256 value) returns(bool)
func (weftToken *WeftToken) UnpackTransferFrom(data []byte) (bool, error) {
	out, err := weftToken.abi.Unpack("transferFrom", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// WeftTokenApproval represents a Approval event raised by the WeftToken contract.
type WeftTokenApproval struct {
	Owner   common.Address
	Spender common.Address
	Value   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const WeftTokenApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (WeftTokenApproval) ContractEventName() string {
	return WeftTokenApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed spender, uint256 value)
func (weftToken *WeftToken) UnpackApprovalEvent(log *types.Log) (*WeftTokenApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftTokenApproval)
	if len(log.Data) > 0 {
		if err := weftToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftTokenEIP712DomainChanged represents a EIP712DomainChanged event raised by the WeftToken contract.
type WeftTokenEIP712DomainChanged struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const WeftTokenEIP712DomainChangedEventName = "EIP712DomainChanged"

// ContractEventName returns the user-defined event name.
func (WeftTokenEIP712DomainChanged) ContractEventName() string {
	return WeftTokenEIP712DomainChangedEventName
}

// UnpackEIP712DomainChangedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EIP712DomainChanged()
func (weftToken *WeftToken) UnpackEIP712DomainChangedEvent(log *types.Log) (*WeftTokenEIP712DomainChanged, error) {
	event := "EIP712DomainChanged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftTokenEIP712DomainChanged)
	if len(log.Data) > 0 {
		if err := weftToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// WeftTokenTransfer represents a Transfer event raised by the WeftToken contract.
type WeftTokenTransfer struct {
	From  common.Address
	To    common.Address
	Value *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const WeftTokenTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (WeftTokenTransfer) ContractEventName() string {
	return WeftTokenTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 value)
func (weftToken *WeftToken) UnpackTransferEvent(log *types.Log) (*WeftTokenTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != weftToken.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(WeftTokenTransfer)
	if len(log.Data) > 0 {
		if err := weftToken.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range weftToken.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (weftToken *WeftToken) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ECDSAInvalidSignature"].ID.Bytes()[:4]) {
		return weftToken.UnpackECDSAInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ECDSAInvalidSignatureLength"].ID.Bytes()[:4]) {
		return weftToken.UnpackECDSAInvalidSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ECDSAInvalidSignatureS"].ID.Bytes()[:4]) {
		return weftToken.UnpackECDSAInvalidSignatureSError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InsufficientAllowance"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InsufficientAllowanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InsufficientBalance"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InvalidApprover"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InvalidReceiver"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InvalidSender"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC20InvalidSpender"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC20InvalidSpenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC2612ExpiredSignature"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC2612ExpiredSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["ERC2612InvalidSigner"].ID.Bytes()[:4]) {
		return weftToken.UnpackERC2612InvalidSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["InvalidAccountNonce"].ID.Bytes()[:4]) {
		return weftToken.UnpackInvalidAccountNonceError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["InvalidShortString"].ID.Bytes()[:4]) {
		return weftToken.UnpackInvalidShortStringError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["NotBridge"].ID.Bytes()[:4]) {
		return weftToken.UnpackNotBridgeError(raw[4:])
	}
	if bytes.Equal(raw[:4], weftToken.abi.Errors["StringTooLong"].ID.Bytes()[:4]) {
		return weftToken.UnpackStringTooLongError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// WeftTokenECDSAInvalidSignature represents a ECDSAInvalidSignature error raised by the WeftToken contract.
type WeftTokenECDSAInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignature()
func WeftTokenECDSAInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0xf645eedf0193584640b6b90cb9477e4c95b98636c148a891d4c0a146dc46e75a")
}

// UnpackECDSAInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignature()
func (weftToken *WeftToken) UnpackECDSAInvalidSignatureError(raw []byte) (*WeftTokenECDSAInvalidSignature, error) {
	out := new(WeftTokenECDSAInvalidSignature)
	if err := weftToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenECDSAInvalidSignatureLength represents a ECDSAInvalidSignatureLength error raised by the WeftToken contract.
type WeftTokenECDSAInvalidSignatureLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func WeftTokenECDSAInvalidSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0xfce698f7e8e5342cd615f641317bc45fe7e1e4a8b0a14dd1383ff8dc9c41917f")
}

// UnpackECDSAInvalidSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func (weftToken *WeftToken) UnpackECDSAInvalidSignatureLengthError(raw []byte) (*WeftTokenECDSAInvalidSignatureLength, error) {
	out := new(WeftTokenECDSAInvalidSignatureLength)
	if err := weftToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenECDSAInvalidSignatureS represents a ECDSAInvalidSignatureS error raised by the WeftToken contract.
type WeftTokenECDSAInvalidSignatureS struct {
	S [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func WeftTokenECDSAInvalidSignatureSErrorID() common.Hash {
	return common.HexToHash("0xd78bce0cccb935155ed6428d1c13e50b7f3550fd2b66b9fe266006fea4a5e1eb")
}

// UnpackECDSAInvalidSignatureSError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func (weftToken *WeftToken) UnpackECDSAInvalidSignatureSError(raw []byte) (*WeftTokenECDSAInvalidSignatureS, error) {
	out := new(WeftTokenECDSAInvalidSignatureS)
	if err := weftToken.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureS", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InsufficientAllowance represents a ERC20InsufficientAllowance error raised by the WeftToken contract.
type WeftTokenERC20InsufficientAllowance struct {
	Spender   common.Address
	Allowance *big.Int
	Needed    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func WeftTokenERC20InsufficientAllowanceErrorID() common.Hash {
	return common.HexToHash("0xfb8f41b23e99d2101d86da76cdfa87dd51c82ed07d3cb62cbc473e469dbc75c3")
}

// UnpackERC20InsufficientAllowanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
func (weftToken *WeftToken) UnpackERC20InsufficientAllowanceError(raw []byte) (*WeftTokenERC20InsufficientAllowance, error) {
	out := new(WeftTokenERC20InsufficientAllowance)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InsufficientAllowance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InsufficientBalance represents a ERC20InsufficientBalance error raised by the WeftToken contract.
type WeftTokenERC20InsufficientBalance struct {
	Sender  common.Address
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func WeftTokenERC20InsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xe450d38cd8d9f7d95077d567d60ed49c7254716e6ad08fc9872816c97e0ffec6")
}

// UnpackERC20InsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
func (weftToken *WeftToken) UnpackERC20InsufficientBalanceError(raw []byte) (*WeftTokenERC20InsufficientBalance, error) {
	out := new(WeftTokenERC20InsufficientBalance)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InvalidApprover represents a ERC20InvalidApprover error raised by the WeftToken contract.
type WeftTokenERC20InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidApprover(address approver)
func WeftTokenERC20InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xe602df05cc75712490294c6c104ab7c17f4030363910a7a2626411c6d3118847")
}

// UnpackERC20InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidApprover(address approver)
func (weftToken *WeftToken) UnpackERC20InvalidApproverError(raw []byte) (*WeftTokenERC20InvalidApprover, error) {
	out := new(WeftTokenERC20InvalidApprover)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InvalidReceiver represents a ERC20InvalidReceiver error raised by the WeftToken contract.
type WeftTokenERC20InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func WeftTokenERC20InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0xec442f055133b72f3b2f9f0bb351c406b178527de2040a7d1feb4e058771f613")
}

// UnpackERC20InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidReceiver(address receiver)
func (weftToken *WeftToken) UnpackERC20InvalidReceiverError(raw []byte) (*WeftTokenERC20InvalidReceiver, error) {
	out := new(WeftTokenERC20InvalidReceiver)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InvalidSender represents a ERC20InvalidSender error raised by the WeftToken contract.
type WeftTokenERC20InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSender(address sender)
func WeftTokenERC20InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x96c6fd1edd0cd6ef7ff0ecc0facdf53148dc0048b57fe58af65755250a7a96bd")
}

// UnpackERC20InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSender(address sender)
func (weftToken *WeftToken) UnpackERC20InvalidSenderError(raw []byte) (*WeftTokenERC20InvalidSender, error) {
	out := new(WeftTokenERC20InvalidSender)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC20InvalidSpender represents a ERC20InvalidSpender error raised by the WeftToken contract.
type WeftTokenERC20InvalidSpender struct {
	Spender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC20InvalidSpender(address spender)
func WeftTokenERC20InvalidSpenderErrorID() common.Hash {
	return common.HexToHash("0x94280d62c347d8d9f4d59a76ea321452406db88df38e0c9da304f58b57b373a2")
}

// UnpackERC20InvalidSpenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC20InvalidSpender(address spender)
func (weftToken *WeftToken) UnpackERC20InvalidSpenderError(raw []byte) (*WeftTokenERC20InvalidSpender, error) {
	out := new(WeftTokenERC20InvalidSpender)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC20InvalidSpender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC2612ExpiredSignature represents a ERC2612ExpiredSignature error raised by the WeftToken contract.
type WeftTokenERC2612ExpiredSignature struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC2612ExpiredSignature(uint256 deadline)
func WeftTokenERC2612ExpiredSignatureErrorID() common.Hash {
	return common.HexToHash("0x627913023c184eaad13735d5a3d2657ae76ec9a872a70e0fc57522ef1a114d58")
}

// UnpackERC2612ExpiredSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC2612ExpiredSignature(uint256 deadline)
func (weftToken *WeftToken) UnpackERC2612ExpiredSignatureError(raw []byte) (*WeftTokenERC2612ExpiredSignature, error) {
	out := new(WeftTokenERC2612ExpiredSignature)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC2612ExpiredSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenERC2612InvalidSigner represents a ERC2612InvalidSigner error raised by the WeftToken contract.
type WeftTokenERC2612InvalidSigner struct {
	Signer common.Address
	Owner  common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC2612InvalidSigner(address signer, address owner)
func WeftTokenERC2612InvalidSignerErrorID() common.Hash {
	return common.HexToHash("0x4b800e463b323b1d856edf9dec70329a639d13874a57f5c28219ff57128756db")
}

// UnpackERC2612InvalidSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC2612InvalidSigner(address signer, address owner)
func (weftToken *WeftToken) UnpackERC2612InvalidSignerError(raw []byte) (*WeftTokenERC2612InvalidSigner, error) {
	out := new(WeftTokenERC2612InvalidSigner)
	if err := weftToken.abi.UnpackIntoInterface(out, "ERC2612InvalidSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenInvalidAccountNonce represents a InvalidAccountNonce error raised by the WeftToken contract.
type WeftTokenInvalidAccountNonce struct {
	Account      common.Address
	CurrentNonce *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAccountNonce(address account, uint256 currentNonce)
func WeftTokenInvalidAccountNonceErrorID() common.Hash {
	return common.HexToHash("0x752d88c0de02638abf10e8e31861e4c68dc1f3a1e7d840e580683f2c282bfc7a")
}

// UnpackInvalidAccountNonceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAccountNonce(address account, uint256 currentNonce)
func (weftToken *WeftToken) UnpackInvalidAccountNonceError(raw []byte) (*WeftTokenInvalidAccountNonce, error) {
	out := new(WeftTokenInvalidAccountNonce)
	if err := weftToken.abi.UnpackIntoInterface(out, "InvalidAccountNonce", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenInvalidShortString represents a InvalidShortString error raised by the WeftToken contract.
type WeftTokenInvalidShortString struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidShortString()
func WeftTokenInvalidShortStringErrorID() common.Hash {
	return common.HexToHash("0xb3512b0c6163e5f0bafab72bb631b9d58cd7a731b082f910338aa21c83d5c274")
}

// UnpackInvalidShortStringError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidShortString()
func (weftToken *WeftToken) UnpackInvalidShortStringError(raw []byte) (*WeftTokenInvalidShortString, error) {
	out := new(WeftTokenInvalidShortString)
	if err := weftToken.abi.UnpackIntoInterface(out, "InvalidShortString", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenNotBridge represents a NotBridge error raised by the WeftToken contract.
type WeftTokenNotBridge struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotBridge(address caller)
func WeftTokenNotBridgeErrorID() common.Hash {
	return common.HexToHash("0xf91b419eec7695fa42b5ad5608bd2123ca602e47c2af990b92c08729cdb5d69e")
}

// UnpackNotBridgeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotBridge(address caller)
func (weftToken *WeftToken) UnpackNotBridgeError(raw []byte) (*WeftTokenNotBridge, error) {
	out := new(WeftTokenNotBridge)
	if err := weftToken.abi.UnpackIntoInterface(out, "NotBridge", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// WeftTokenStringTooLong represents a StringTooLong error raised by the WeftToken contract.
type WeftTokenStringTooLong struct {
	Str string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringTooLong(string str)
func WeftTokenStringTooLongErrorID() common.Hash {
	return common.HexToHash("0x305a27a93f8e33b7392df0a0f91d6fc63847395853c45991eec52dbf24d72381")
}

// UnpackStringTooLongError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringTooLong(string str)
func (weftToken *WeftToken) UnpackStringTooLongError(raw []byte) (*WeftTokenStringTooLong, error) {
	out := new(WeftTokenStringTooLong)
	if err := weftToken.abi.UnpackIntoInterface(out, "StringTooLong", raw); err != nil {
		return nil, err
	}
	return out, nil
}
