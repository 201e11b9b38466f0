/** Turns a plan into Go values that ActiveJob reads as records, keywords and symbols. */
import type { GoService } from "../needs.js";

export const printActiveJob = (go: GoService): string => `package jobs

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
)

// Record is a row of the monolith as an argument: its worker loads it again by GlobalID.
// https://github.com/rails/globalid
func Record(model string, id any) map[string]any {
	return map[string]any{"_aj_globalid": fmt.Sprintf("gid://${slugOf(go.app)}/%s/%s", model, url.PathEscape(fmt.Sprint(id)))}
}

// Keywords are the keyword arguments of perform; they come last.
func Keywords(values map[string]any) map[string]any {
	written := maps.Clone(values)
	written["_aj_ruby2_keywords"] = slices.Sorted(maps.Keys(values))
	return written
}

// Symbol is a Ruby symbol.
func Symbol(name string) map[string]any {
	return map[string]any{"_aj_serialized": "ActiveJob::Serializers::SymbolSerializer", "value": name}
}
`;

/** An app's own locator aside, GlobalID finds a record by model and id, whatever the app's part says. */
const slugOf = (app: string): string =>
  app
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "app";

export const printActiveJobTest = (): string => `package jobs

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestArgumentsAreWrittenAsActiveJobWritesThem(t *testing.T) {
	raw, err := json.Marshal([]any{Record("Card", 7), Symbol("now"), Keywords(map[string]any{"notify": true})})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/Card/7", "SymbolSerializer", "\\"_aj_ruby2_keywords\\":[\\"notify\\"]"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s is not in %s", want, raw)
		}
	}
}
`;
