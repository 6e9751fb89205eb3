package ssclient

import (
	"cmp"
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
	var list SecretList
	for part := range f.parts() {
		got, err := c.partOfSecrets(ctx, part, limit-len(list.Records))
		if err != nil {
			return SecretList{}, err
		}
		list.Records = append(list.Records, got.Records...)
		list.Total += got.Total
		if limit > 0 && len(list.Records) >= limit {
			break
		}
	}
	return list, nil
}

// partOfSecrets is Secrets for what one query can ask for.
func (c *Client) partOfSecrets(ctx context.Context, f SecretFilter, limit int) (SecretList, error) {
	take := cmp.Or(f.PerCall, pageSize)
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
		for part := range f.parts() {
			for s, err := range each(ctx, c, c.secretListing("list secrets", part, pageSize)) {
				if !yield(s, err) || err != nil {
					return
				}
			}
		}
	}
}

func (c *Client) secretListing(op string, f SecretFilter, take int) listing[SecretSummary] {
	return listing[SecretSummary]{
		op: op, take: take, query: f.rows(),
		path: "/api/v2/secrets", oldPath: "/api/v1/secrets", old: &c.old.secrets,
		key: func(s SecretSummary) any { return byID(s.ID) },
	}
}

// SearchTotal counts the secrets that a list with this filter would have.
// GET /api/v2/secrets/search-total, or /api/v1 where there is no v2.
func (c *Client) SearchTotal(ctx context.Context, f SecretFilter) (int, error) {
	sum := 0
	for part := range f.parts() {
		var n int
		k := call{
			op: "count secrets", method: http.MethodGet, path: "/api/v2/secrets/search-total", query: part.query(),
			want: digits, into: &n,
		}
		k.check = func() string {
			if n < 0 {
				return "answer is no count"
			}
			return ""
		}
		if err := c.eitherVersion(ctx, k, &c.old.total, "/api/v1/secrets/search-total"); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// SecretSummary reads names and flags; it neither checks out nor counts as a
// view. GET /api/v1/secrets/{id}/summary.
func (c *Client) SecretSummary(ctx context.Context, id int) (SecretSummary, error) {
	var s SecretSummary
	k := call{op: fmt.Sprintf("read summary of secret %d", id), method: http.MethodGet, into: &s}
	k.check = about("secret", &s.ID, id)
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
	k := call{op: fmt.Sprintf("read secret %d", id), ids: []int{id}, query: url.Values{"noAutoCheckout": {"true"}}}
	return c.readSecret(ctx, k, id, func(s Secret) string { return about("secret", &s.ID, id)() })
}

// SecretAt is Secret for a full path, in one call: \Folder\Name, Folder\Name
// or /Folder/Name. Unlike SecretByPath it counts as a view.
// GET /api/v2/secrets/0?secretPath=…&noAutoCheckout=true, or /api/v1.
func (c *Client) SecretAt(ctx context.Context, path string) (Secret, error) {
	want := plainPath(path)
	k := call{op: "read secret by path", query: url.Values{"noAutoCheckout": {"true"}, "secretPath": {`\` + want}}}
	if want == "" {
		return Secret{}, k.fail(ErrRefused, "the path is empty")
	}
	return c.readSecret(ctx, k, 0, func(s Secret) string {
		if s.ID <= 0 || s.Name != "" && !hasSuffixFold(want, plainPath(s.Name)) {
			return "answer is about another secret"
		}
		return ""
	})
}

func (c *Client) readSecret(ctx context.Context, k call, id int, wrong func(Secret) string) (Secret, error) {
	var s Secret
	tail := "/secrets/" + strconv.Itoa(id)
	k.method, k.path, k.into = http.MethodGet, "/api/v2"+tail, &s
	k.check = func() string { return wrong(s) }
	if err := c.eitherVersion(ctx, k, &c.old.secret, "/api/v1"+tail); err != nil {
		s.Wipe()
		return Secret{}, err
	}
	return s, nil
}

// SecretField reads the value of one field, a file's too. A field without a
// value is the empty Secret. The caller wipes it.
// GET /api/v1/secrets/{id}/fields/{slug}?noAutoCheckout=true.
func (c *Client) SecretField(ctx context.Context, id int, slug string) (sealed.Secret, error) {
	k := call{
		op: fmt.Sprintf("read a field of secret %d", id), method: http.MethodGet,
		query: url.Values{"noAutoCheckout": {"true"}},
	}
	return c.readField(ctx, k, id, "/fields/", slug)
}

// readField finishes k, a read of one field below /secrets/{id} + route.
func (c *Client) readField(ctx context.Context, k call, id int, route, slug string) (sealed.Secret, error) {
	var value sealed.Secret
	k.want, k.bytes, k.into = `"n`, true, &value
	k.take = func(a answer) {
		if octets(k, a) {
			value = sealed.Copy(a.body)
		}
	}
	if slug == "" || strings.Trim(slug, ".") == "" || strings.ContainsAny(slug, `/\`) {
		return sealed.Secret{}, k.fail(ErrRefused, "no such field")
	}
	if err := c.onSecret(ctx, k, id, route+url.PathEscape(slug)); err != nil {
		value.Wipe()
		return sealed.Secret{}, err
	}
	return value, nil
}

// onSecret makes the call at /api/v1/secrets/{id} + tail.
func (c *Client) onSecret(ctx context.Context, k call, id int, tail string) error {
	k.ids, k.path = []int{id}, "/api/v1/secrets/"+strconv.Itoa(id)+tail
	return c.do(ctx, k)
}

// about checks that the answer is about the one that was asked for.
func about(what string, got *int, want int) func() string {
	return func() string {
		if *got != want {
			return "answer is about another " + what
		}
		return ""
	}
}
