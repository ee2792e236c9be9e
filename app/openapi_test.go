// SPDX-License-Identifier: Apache-2.0

package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOpenAPI fixes the REST routes that clients rely on, and holds the document that describes them to itself: whatever it refers to is
// there, and every parameter of a path is described.
func TestOpenAPI(t *testing.T) {
	bz, err := newApp(t).OpenAPI()
	require.NoError(t, err)
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string
			Parameters  []struct {
				Name, In string
				Required bool
			}
		}
		Components struct{ Schemas map[string]any }
	}
	require.NoError(t, json.Unmarshal(bz, &doc))

	var routes strings.Builder
	seen := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for verb, op := range doc.Paths[path] {
			fmt.Fprintf(&routes, "%s %s %s\n", strings.ToUpper(verb), path, op.OperationID)
			require.Empty(t, seen[op.OperationID], "two operations are named %s", op.OperationID)
			seen[op.OperationID] = path
			described := map[string]bool{}
			for _, p := range op.Parameters {
				require.Equal(t, p.In == "path", p.Required)
				described[p.Name] = p.Required
			}
			for _, m := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(path, -1) {
				require.True(t, described[m[1]], "%s does not describe %s", path, m[1])
			}
		}
	}
	golden(t, "routes.txt", []byte(routes.String()))
	for _, m := range regexp.MustCompile(`#/components/schemas/([^"]*)`).FindAllStringSubmatch(string(bz), -1) {
		require.Contains(t, doc.Components.Schemas, m[1])
	}
	require.Contains(t, doc.Components.Schemas, "weft.job.v1.Job")
	require.Equal(t, "Show a provider", doc.Paths["/weft/stake/v1/providers/{operator}"]["get"].Summary)
}
