// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"strings"
	"testing"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	msgv1 "cosmossdk.io/api/cosmos/msg/v1"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/annotations"
	googleproto "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// TestSurface walks the services of the protocol's modules: every query has a REST route, every query and message a command, every
// message a handler.
func TestSurface(t *testing.T) {
	a := newApp(t)
	auto := a.AutoCLI()
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	modules := map[string]bool{}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		pkg := string(f.Package())
		if !strings.HasPrefix(pkg, "weft.") {
			return true
		}
		module := strings.Split(pkg, ".")[1]
		for i := range f.Services().Len() {
			modules[module] = true
			s := f.Services().Get(i)
			isMsg := googleproto.HasExtension(s.Options(), msgv1.E_Service)
			opts := auto.ModuleOptions[module]
			require.NotNil(t, opts, "module %s has no AutoCLIOptions", module)
			d := opts.Query
			if isMsg {
				d = opts.Tx
			}
			require.NotNil(t, d, "%s has no commands", s.FullName())
			require.Equal(t, string(s.FullName()), d.Service)
			for j := range s.Methods().Len() {
				m := s.Methods().Get(j)
				if isMsg {
					require.NotNil(t, a.MsgServiceRouter().HandlerByTypeURL("/"+string(m.Input().FullName())), "%s has no handler", m.FullName())
				} else {
					require.True(t, googleproto.HasExtension(m.Options(), annotations.E_Http), "%s has no REST route", m.FullName())
				}
				requireCommand(t, d, m)
			}
		}
		return true
	})
	for _, name := range []string{"breaker", "beacon", "stake", "job", "reward", "dispute"} {
		require.True(t, modules[name], "module %s has no services", name)
	}
}

// requireCommand holds that autocli makes a command: it does for every method that is not skipped; ours have words of their own as well.
func requireCommand(t *testing.T, d *autocliv1.ServiceCommandDescriptor, m protoreflect.MethodDescriptor) {
	t.Helper()
	for _, o := range d.RpcCommandOptions {
		if o.RpcMethod == string(m.Name()) {
			require.False(t, o.Skip, "the command of %s is skipped", m.FullName())
			require.NotEmpty(t, o.Short, "the command of %s says nothing", m.FullName())
			return
		}
	}
	t.Errorf("%s has no command", m.FullName())
}
