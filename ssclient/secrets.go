package ssclient

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sallyport/workflow/sealed"
)

// SecretList is one listing: at most the asked number of rows, and how many there are in all.
type SecretList struct {
	Records []SecretSummary
	Total   int
}

// Secrets lists at most limit secrets by name; limit below one is all of them.
// GET /api/v2/secrets, or /api/v1/secrets where there is no v2.
func (c *Client) Secrets(ctx context.Context, f SecretFilter, limit int) (SecretList, error) {
	take := pageSize
	if limit > 0 {
		take = min(take, limit)
	}
	var list SecretList
	for p, err := range pages(ctx, c, c.secretListing("list secrets", f, take)) {
		if err != nil {
			return SecretList{}, err
		}
		list.Records = append(list.Records, p.records()...)
		list.Total = max(p.total(), len(list.Records))
		if limit > 0 && len(list.Records) >= limit {
			list.Records = list.Records[:limit]
			break
		}
	}
	return list, nil
}

// AllSecrets goes through the whole list, page by page as the loop asks for
// more. An error is the last thing it yields. GET /api/v2/secrets.
func (c *Client) AllSecrets(ctx context.Context, f SecretFilter) iter.Seq2[SecretSummary, error] {
	return func(yield func(SecretSummary, error) bool) {
		for p, err := range pages(ctx, c, c.secretListing("list secrets", f, pageSize)) {
			if err != nil {
				yield(SecretSummary{}, err)
				return
			}
			for _, s := range p.records() {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

func (c *Client) secretListing(op string, f SecretFilter, take int) listing[SecretSummary] {
	return listing[SecretSummary]{
		op: op, take: take, query: f.query(),
		path: "/api/v2/secrets", oldPath: "/api/v1/secrets", old: &c.oldList,
		id: func(s SecretSummary) int { return s.ID },
	}
}

func (f SecretFilter) query() url.Values {
	q := url.Values{
		// Without this the server leaves out what needs a comment, an approval or a DoubleLock.
		"filter.includeRestricted": {"true"},
		"filter.extendedFields":    {"Machine", "Username", "Port"},
		// An order of its own would let rows slip between two pages.
		"sortBy[0].name":      {"Name"},
		"sortBy[0].direction": {"asc"},
	}
	if f.Text != "" {
		q.Set("filter.searchText", f.Text)
	}
	if f.FolderID > 0 {
		q.Set("filter.folderId", strconv.Itoa(f.FolderID))
		q.Set("filter.includeSubFolders", strconv.FormatBool(f.SubFolders))
	}
	if f.Mine {
		q.Set("filter.onlySecretsCheckedOutByUser", "true")
	}
	return q
}

// SecretSummary reads names and flags; it neither checks out nor counts as a
// view. GET /api/v1/secrets/{id}/summary.
func (c *Client) SecretSummary(ctx context.Context, id int) (SecretSummary, error) {
	var s SecretSummary
	k := call{op: fmt.Sprintf("read summary of secret %d", id), method: http.MethodGet, into: &s}
	k.check = sameID(&s.ID, id)
	err := c.onSecret(ctx, k, id, "/summary")
	if err != nil {
		return SecretSummary{}, err
	}
	return s, nil
}

// SecretByPath finds a secret by its full path: \Folder\Name, Folder\Name or
// /Folder/Name, in any case. It goes through the list, as reading by path
// would leave a view in the audit. A name may itself hold separators.
// ErrAccessDenied: not there, or not for this user. GET /api/v2/secrets.
func (c *Client) SecretByPath(ctx context.Context, path string) (SecretSummary, error) {
	k := call{op: "find secret by path"}
	want := plainPath(path)
	name := want[strings.LastIndex(want, `\`)+1:]
	if name == "" {
		return SecretSummary{}, k.fail(ErrRefused, "the path is empty")
	}
	var found *SecretSummary
	for s, err := range c.AllSecrets(ctx, SecretFilter{Text: name}) {
		if err != nil {
			return SecretSummary{}, k.within(err)
		}
		if !hasSuffixFold(want, plainPath(s.Name)) {
			continue // before a folder is looked up for it
		}
		folder, err := c.folderPath(ctx, s)
		if err != nil {
			return SecretSummary{}, k.within(err)
		}
		if !strings.EqualFold(plainPath(folder+`\`+s.Name), want) {
			continue
		}
		if found != nil {
			return SecretSummary{}, k.fail(ErrRefused, "several secrets have this path")
		}
		found = &s
	}
	if found == nil {
		return SecretSummary{}, k.fail(ErrAccessDenied, "")
	}
	return *found, nil
}

// folderPath asks for it where the list of an old server does not say.
func (c *Client) folderPath(ctx context.Context, s SecretSummary) (string, error) {
	if s.FolderPath != "" || s.FolderID <= 0 {
		return s.FolderPath, nil
	}
	f, err := c.Folder(ctx, s.FolderID)
	return f.Path, err
}

// plainPath is the path with one kind of separator and none at the ends.
func plainPath(p string) string {
	return strings.Trim(strings.ReplaceAll(strings.TrimSpace(p), "/", `\`), `\`)
}

func hasSuffixFold(s, suffix string) bool {
	tail := []rune(s)
	n := len([]rune(suffix))
	return n <= len(tail) && strings.EqualFold(string(tail[len(tail)-n:]), suffix)
}

// Secret reads the fields; it does not check out. It counts as a view. The
// caller wipes the result. Passwords may be empty or masked: see SecretField.
// GET /api/v2/secrets/{id}?noAutoCheckout=true, or /api/v1 where there is no v2.
func (c *Client) Secret(ctx context.Context, id int) (Secret, error) {
	var s Secret
	k := call{
		op: fmt.Sprintf("read secret %d", id), method: http.MethodGet,
		path:  "/api/v2/secrets/" + strconv.Itoa(id),
		query: url.Values{"noAutoCheckout": {"true"}},
		into:  &s,
	}
	k.check = sameID(&s.ID, id)
	if id <= 0 {
		return Secret{}, k.fail(ErrRefused, "no such id")
	}
	if err := c.eitherVersion(ctx, k, &c.oldSecret, "/api/v1/secrets/"+strconv.Itoa(id)); err != nil {
		s.Wipe()
		return Secret{}, err
	}
	return s, nil
}

// SecretField reads the value of one field, a file's too. A field without a
// value is the empty Secret. The caller wipes it.
// GET /api/v1/secrets/{id}/fields/{slug}?noAutoCheckout=true.
func (c *Client) SecretField(ctx context.Context, id int, slug string) (sealed.Secret, error) {
	var value sealed.Secret
	k := call{
		op: fmt.Sprintf("read a field of secret %d", id), method: http.MethodGet,
		query: url.Values{"noAutoCheckout": {"true"}},
		want:  `"n`, bytes: true, into: &value,
	}
	k.take = func(a answer) {
		if octets(k, a) {
			value = sealed.Copy(a.body)
		}
	}
	if slug == "" || strings.Trim(slug, ".") == "" || strings.ContainsAny(slug, `/\`) {
		return sealed.Secret{}, k.fail(ErrRefused, "no such field")
	}
	if err := c.onSecret(ctx, k, id, "/fields/"+url.PathEscape(slug)); err != nil {
		value.Wipe()
		return sealed.Secret{}, err
	}
	return value, nil
}

// onSecret makes the call at /api/v1/secrets/{id} + tail. Id 0 has a meaning
// of its own at the server and is never sent.
func (c *Client) onSecret(ctx context.Context, k call, id int, tail string) error {
	if id <= 0 {
		return k.fail(ErrRefused, "no such id")
	}
	k.path = "/api/v1/secrets/" + strconv.Itoa(id) + tail
	return c.do(ctx, k)
}

// sameID checks that the answer is about the secret that was asked for.
func sameID(got *int, want int) func() string {
	return func() string {
		if *got != want {
			return "answer is about another secret"
		}
		return ""
	}
}
