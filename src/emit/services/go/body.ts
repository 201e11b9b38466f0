/** Turns what browsers and clients send (JSON, forms, uploads) into the Go code that reads it. */
export const printBody = (): string => `package rest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

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
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		for key, values := range form {
			if len(values) == 0 || (key != name && !strings.HasSuffix(key, "["+name+"]")) {
				continue
			}
			// Rails' checkboxes send a hidden "0" first: the last value counts.
			if err := setField(target.Field(i), values[len(values)-1]); err != nil {
				return err
			}
		}
	}
	return nil
}

func setField(field reflect.Value, text string) error {
	switch field.Kind() {
	case reflect.Pointer:
		if text == "" {
			return nil
		}
		field.Set(reflect.New(field.Type().Elem()))
		return setField(field.Elem(), text)
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
	case reflect.Interface:
		field.Set(reflect.ValueOf(text))
	default:
	}
	return nil
}
`;

export const printBodyTest = (): string => `package rest

import (
	"net/http"
	"net/http/httptest"
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
`;
