/** Turns what browsers and clients send (JSON, forms, uploads) into the Go code that reads it. */
export const printBody = (): string => `package rest

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

const maxBody = 10 << 20

// decodeBody reads JSON, or a form as Rails and Express read it: "card[name]=x" is the field name of card, or of the request.
func decodeBody(w http.ResponseWriter, r *http.Request, into any) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return err
		}
	case "multipart/form-data":
		// Files stay in r.MultipartForm; their names are not fields.
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return err
		}
	default:
		err := json.NewDecoder(r.Body).Decode(into)
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	return decodeForm(r.PostForm, into)
}

// decodeForm sets fields by their json names; text becomes the field's own type.
func decodeForm(form url.Values, into any) error {
	target := reflect.ValueOf(into).Elem()
	if target.Kind() != reflect.Struct {
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(form)) {
		way := strings.Split(strings.ReplaceAll(key, "]", ""), "[")
		if len(way) > 1 && !fieldOf(target, way[0]).IsValid() {
			// "card[name]" where the request itself has the name.
			way = way[1:]
		}
		values := form[key]
		if !strings.HasSuffix(key, "[]") {
			// Rails' checkboxes send a hidden "0" first: the last value counts.
			values = values[len(values)-1:]
		}
		for _, text := range values {
			if err := setField(target, way, text); err != nil {
				return err
			}
		}
	}
	return nil
}

func fieldOf(target reflect.Value, wanted string) reflect.Value {
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		if name == wanted && name != "" && name != "-" {
			return target.Field(i)
		}
	}
	return reflect.Value{}
}

// setField follows the way ("card", "name") into structs and lists, and sets the field where it ends.
func setField(field reflect.Value, way []string, text string) error {
	if !field.IsValid() {
		return nil
	}
	switch field.Kind() {
	case reflect.Pointer:
		if len(way) == 0 && text == "" {
			return nil
		}
		if field.IsNil() {
			field.Set(reflect.New(field.Type().Elem()))
		}
		return setField(field.Elem(), way, text)
	case reflect.Struct:
		if len(way) == 0 {
			return nil
		}
		return setField(fieldOf(field, way[0]), way[1:], text)
	case reflect.Slice:
		if len(way) == 0 || way[0] != "" {
			return nil
		}
		item := reflect.New(field.Type().Elem()).Elem()
		if err := setField(item, way[1:], text); err != nil {
			return err
		}
		field.Set(reflect.Append(field, item))
	case reflect.Interface:
		field.Set(reflect.ValueOf(grown(field.Interface(), way, text)))
	default:
		if len(way) == 0 {
			return setText(field, text)
		}
	}
	return nil
}

// grown adds a text to what no type is known of, as Rails reads it: "[]" makes a list, a name a map.
func grown(value any, way []string, text string) any {
	if len(way) == 0 {
		return text
	}
	if way[0] == "" {
		list, _ := value.([]any)
		return append(list, grown(nil, way[1:], text))
	}
	entries, ok := value.(map[string]any)
	if !ok {
		entries = map[string]any{}
	}
	entries[way[0]] = grown(entries[way[0]], way[1:], text)
	return entries
}

func setText(field reflect.Value, text string) error {
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Int64:
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil && text != "" {
			return err
		}
		field.SetInt(number)
	case reflect.Float64:
		number, err := strconv.ParseFloat(text, 64)
		if err != nil && text != "" {
			return err
		}
		field.SetFloat(number)
	case reflect.Bool:
		field.SetBool(text == "1" || text == "true" || text == "on")
	default:
	}
	return nil
}
`;

export const printBodyTest = (): string => `package rest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

type form struct {
	Name   string   ${"`"}json:"name,omitempty"${"`"}
	Amount int64    ${"`"}json:"amount_cents,omitempty"${"`"}
	Agreed *bool    ${"`"}json:"agreed,omitempty"${"`"}
	Share  *float64 ${"`"}json:"share,omitempty"${"`"}
}

func TestFormsAreReadAsJSONIs(t *testing.T) {
	multipart := "--x\\r\\nContent-Disposition: form-data; name=\\"card[name]\\"\\r\\n\\r\\nAda\\r\\n" +
		"--x\\r\\nContent-Disposition: form-data; name=\\"amount_cents\\"\\r\\n\\r\\n42\\r\\n" +
		"--x\\r\\nContent-Disposition: form-data; name=\\"agreed\\"\\r\\n\\r\\n1\\r\\n--x--\\r\\n"
	for kind, body := range map[string]string{
		"application/json":                  ${"`"}{"name":"Ada","amount_cents":42,"agreed":true}${"`"},
		"application/x-www-form-urlencoded": "card%5Bname%5D=Ada&amount_cents=42&agreed=0&agreed=1&share=",
		"multipart/form-data; boundary=x":   multipart,
	} {
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		request.Header.Set("Content-Type", kind)
		var got form
		if err := decodeBody(httptest.NewRecorder(), request, &got); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if got.Name != "Ada" || got.Amount != 42 || got.Agreed == nil || !*got.Agreed || got.Share != nil {
			t.Errorf("%s: read %+v", kind, got)
		}
	}
	bad := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("amount_cents=many"))
	bad.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := decodeBody(httptest.NewRecorder(), bad, &form{}); err == nil {
		t.Error("text was taken for a number")
	}
}

func TestAFormFollowsRecordsAndLists(t *testing.T) {
	var into struct {
		Card *struct {
			Name string   ${"`"}json:"name"${"`"}
			Tags []string ${"`"}json:"tags"${"`"}
		} ${"`"}json:"card"${"`"}
		Extra any ${"`"}json:"extra"${"`"}
	}
	form := url.Values{"card[name]": {"x"}, "card[tags][]": {"a", "b"}, "extra[lines][][sku]": {"s"}, "card[other]": {"-"}}
	if err := decodeForm(form, &into); err != nil {
		t.Fatal(err)
	}
	if into.Card == nil || into.Card.Name != "x" || len(into.Card.Tags) != 2 {
		t.Fatalf("got %+v", into.Card)
	}
	if got, _ := json.Marshal(into.Extra); string(got) != ${"`"}{"lines":[{"sku":"s"}]}${"`"} {
		t.Fatalf("got %s", got)
	}
}
`;
