package ssclient_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sallyport/ssclient"
	"sallyport/workflow/sealed"
)

// metered counts the bytes of answers and looks at the heap once a call.
type metered struct {
	to    http.RoundTripper
	bytes atomic.Int64
	heap  atomic.Uint64 // the most that was in use
}

// RoundTrip implements http.RoundTripper.
func (m *metered) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := m.to.RoundTrip(req)
	if err == nil {
		m.bytes.Add(res.ContentLength)
	}
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.heap.Store(max(m.heap.Load(), s.HeapInuse))
	return res, err
}

// BenchmarkList100000Secrets goes through a list of 100,000 secrets, a hundred
// to a page, and keeps none: the heap must not grow with their number.
func BenchmarkList100000Secrets(b *testing.B) {
	const secrets = 100_000
	m := &metered{to: shelves{secrets}}
	c := benchClient(b, m, "ours")
	defer c.Close()
	runtime.GC()
	m.heap.Store(0)
	calls, rows := c.Calls(), 0
	for b.Loop() {
		for _, err := range c.AllSecrets(context.Background(), ssclient.SecretFilter{}) {
			if err != nil {
				b.Fatal(err)
			}
			rows++
		}
	}
	n := float64(b.N)
	if rows != secrets*b.N {
		b.Fatalf("%d rows", rows)
	}
	b.ReportMetric(float64(c.Calls()-calls)/n, "calls")
	b.ReportMetric(float64(m.bytes.Load())/n/(1<<20), "MB-read")
	b.ReportMetric(float64(m.heap.Load())/(1<<20), "MB-heap-peak")
	b.ReportMetric(b.Elapsed().Seconds()/n, "s/list")
}

// BenchmarkDecodeSecrets reads one page of a hundred again and again: what a row costs.
func BenchmarkDecodeSecrets(b *testing.B) {
	c := benchClient(b, shelves{100}, "ours")
	defer c.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		list, err := c.Secrets(context.Background(), ssclient.SecretFilter{}, 100)
		if err != nil || len(list.Records) != 100 {
			b.Fatal(len(list.Records), err)
		}
	}
	runtime.ReadMemStats(&after)
	rows := float64(b.N) * 100
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/rows, "allocs/secret")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/rows, "B/secret")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/rows, "µs/secret")
}

// shelves is a server with that many secrets, each in a row as long as a real
// one. It makes the page that is asked for, and nothing else.
type shelves struct{ secrets int }

const shelved = `,"name":"db-01","secretTemplateId":6007,"secretTemplateName":"Unix Account (SSH)","folderId":1,"folderPath":"\\Linux","siteId":1,` +
	`"active":true,"checkedOut":false,"checkOutEnabled":true,"checkOutUserId":0,"checkOutUserName":null,"isRestricted":false,"isOutOfSync":false,` +
	`"outOfSyncReason":"","lastHeartBeatStatus":"Success","lastPasswordChangeAttempt":"0001-01-01T00:00:00","responseCodes":null,"lastAccessed":null,` +
	`"extendedFields":[{"name":"Machine","value":"127.0.0.1"},{"name":"Username","value":"svc"}],"autoChangeEnabled":false,"doubleLockEnabled":false,` +
	`"requiresApproval":false,"requiresComment":false,"inheritsPermissions":true,"hidePassword":false,"createDate":"2024-01-01T00:00:00",` +
	`"daysUntilExpiration":null,"hasLauncher":true}`

// RoundTrip implements http.RoundTripper.
func (s shelves) RoundTrip(req *http.Request) (*http.Response, error) {
	body := []byte(`{"access_token":"AgJ-ours","token_type":"bearer","expires_in":86400}`)
	if !strings.HasSuffix(req.URL.Path, "/token") {
		body = s.page(req.URL.Query())
	}
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func (s shelves) page(q url.Values) []byte {
	skip, _ := strconv.Atoi(q.Get("skip"))
	take, _ := strconv.Atoi(q.Get("take"))
	end := min(skip+take, s.secrets)
	body := make([]byte, 0, take*(len(shelved)+16)+128)
	body = append(body, `{"records":[`...)
	for i := skip; i < end; i++ {
		if i > skip {
			body = append(body, ',')
		}
		body = strconv.AppendInt(append(body, `{"id":`...), int64(i+1), 10)
		body = append(body, shelved...)
	}
	return fmt.Appendf(body, `],"total":%d,"hasNext":%v}`, s.secrets, end < s.secrets)
}

func benchClient(b *testing.B, via http.RoundTripper, password string) *ssclient.Client {
	b.Helper()
	c, err := ssclient.New(ssclient.Config{
		BaseURL: "https://vault.test/SecretServer", Transport: via, Throttle: ssclient.Throttle{Calls: -1}, Timeout: time.Minute,
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := c.SignIn(context.Background(), ssclient.Credentials{User: "alice", Password: sealed.New([]byte(password))}); err != nil {
		b.Fatal(err)
	}
	return c
}
