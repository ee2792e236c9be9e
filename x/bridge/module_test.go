// SPDX-License-Identifier: Apache-2.0

package bridge_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/x/bridge"
	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
)

// messages takes services of messages and leaves the queries' out.
type messages struct{ *baseapp.MsgServiceRouter }

// RegisterService implements grpc.ServiceRegistrar.
func (m messages) RegisterService(d *grpc.ServiceDesc, handler any) {
	if d.ServiceName == "weft.bridge.v1.Msg" {
		m.MsgServiceRouter.RegisterService(d, handler)
	}
}

// Code4rena H-01: the handler of bad signatures was not registered. Every message of the service has one here.
func TestC4H01EveryMessageIsRouted(t *testing.T) {
	f := bridgetest.New(t)
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(f.Registry)
	require.NoError(t, bridge.NewAppModule(f.Keeper).RegisterServices(messages{router}))
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	d, err := files.FindDescriptorByName("weft.bridge.v1.Msg")
	require.NoError(t, err)
	service, ok := d.(protoreflect.ServiceDescriptor)
	require.True(t, ok)
	require.GreaterOrEqual(t, service.Methods().Len(), 8)
	for i := range service.Methods().Len() {
		url := "/" + string(service.Methods().Get(i).Input().FullName())
		require.NotNil(t, router.HandlerByTypeURL(url), url)
	}
}

// The README names tests that there are.
func TestReadmeNamesItsTests(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var code strings.Builder
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		bz, err := os.ReadFile(path)
		code.Write(bz)
		return err
	}))
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(names), 30)
	for _, n := range names {
		require.Contains(t, code.String(), "func "+n[1]+"(", "the README names a test that is not there")
	}
}
