// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"sync"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/golang/protobuf/proto" //nolint:staticcheck // the gateway's runtime asks this one
	"google.golang.org/protobuf/reflect/protoreflect"
)

// registerEnums lets REST parameters name the values of our enums, as JSON does: ?status=JOB_STATUS_RUNNING. The gateway looks names up in
// the registry of golang/protobuf, and gogoproto's code registers them in its own.
var registerEnums = sync.OnceValue(func() error {
	files, err := gogoproto.MergedRegistry()
	if err != nil {
		return err
	}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		if strings.HasPrefix(string(f.Package()), Name+".") {
			for i := range f.Enums().Len() {
				name := string(f.Enums().Get(i).FullName())
				proto.RegisterEnum(name, nil, gogoproto.EnumValueMap(name)) //nolint:staticcheck // as above
			}
		}
		return true
	})
	return nil
})
