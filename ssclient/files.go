package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"sallyport/workflow/sealed"
)

// maxFile is the most that an attachment may hold: what the vendor's own
// client takes for all attachments of a secret.
const maxFile = 64 << 20

// mostName is how many bytes a name may have: file systems take 255.
const mostName = 240

// File is one attachment. The caller wipes the content.
type File struct {
	Name    string // as it was attached, without any folder; never empty
	Content sealed.Secret
}

// SecretFile reads the file attached to a field, up to 64 MiB. It counts as a
// view. ErrRefused: the field is no file, or nothing is attached to it. ErrTooBig:
// it is larger.
// GET /api/v2/secrets/{id} for the name, GET /api/v1/secrets/{id}/fields/{slug}.
func (c *Client) SecretFile(ctx context.Context, id int, slug string) (File, error) {
	k := call{
		op: fmt.Sprintf("read a file of secret %d", id), method: http.MethodGet,
		query: url.Values{"noAutoCheckout": {"true"}}, limit: maxFile,
	}
	s, err := c.Secret(ctx, id)
	if err != nil {
		return File{}, k.within(err)
	}
	defer s.Wipe()
	item, ok := s.Item(slug)
	switch {
	case !ok:
		return File{}, k.fail(ErrRefused, "no such field")
	case !item.IsFile:
		return File{}, k.fail(ErrRefused, "the field is not a file")
	case item.FileAttachmentID <= 0 && item.FileName == "":
		return File{}, k.fail(ErrRefused, "no file is attached")
	}
	content, err := c.readField(ctx, k, id, "/fields/", item.Slug)
	if err != nil {
		return File{}, err
	}
	return File{fileName(item), content}, nil
}

// fileName is safe to write to a folder of the user's choice, on any system:
// somebody else named the file.
func fileName(i SecretItem) string {
	name := strings.ReplaceAll(i.FileName, `\`, "/")
	for _, n := range []string{name[strings.LastIndex(name, "/")+1:], i.Slug} {
		if n = plainName(n); n != "" {
			return n
		}
	}
	return "attachment"
}

// plainName takes out of a name what no file may be called, on Windows above
// all: there a colon names a hidden stream, and some words are devices.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, clean(s, 200))
	for len(s) > mostName {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	s = strings.TrimRight(s, ". ")
	stem, _, _ := strings.Cut(s, ".")
	if devices.MatchString(strings.TrimSpace(stem)) {
		return "_" + s
	}
	return s
}

var devices = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$`)
