package ssclient

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// summaryRow is as long as a row of a real server.
const summaryRow = `{"id":%d,"name":"srv-%[1]d admin","secretTemplateId":6003,"secretTemplateName":"Windows Account","folderId":3,"folderPath":"\\IT\\Servers","siteId":1,
"active":true,"checkedOut":false,"checkOutEnabled":true,"checkOutUserId":0,"checkOutUserName":null,"isRestricted":true,"isOutOfSync":false,"outOfSyncReason":"",
"lastHeartBeatStatus":"Success","lastPasswordChangeAttempt":"0001-01-01T00:00:00","responseCodes":null,"lastAccessed":null,
"extendedFields":[{"name":"Machine","value":"srv-%[1]d"},{"name":"Username","value":"admin"}],"autoChangeEnabled":false,"doubleLockEnabled":false,
"requiresApproval":false,"requiresComment":true,"inheritsPermissions":true,"hidePassword":false,"createDate":"2024-01-01T00:00:00","daysUntilExpiration":null,"hasLauncher":true}`

// BenchmarkListAHundredThousand goes through a big vault page by page, as a
// name cache does, and holds no more than a page at once.
func BenchmarkListAHundredThousand(b *testing.B) {
	const total = 100_000
	sent := 0
	pages := make([]string, total/pageSize)
	for p := range pages {
		rows := make([]string, pageSize)
		for i := range rows {
			rows[i] = fmt.Sprintf(summaryRow, p*pageSize+i+1)
		}
		pages[p] = `{"records":[` + strings.Join(rows, ",") + `],"total":` + strconv.Itoa(total) + `,"hasNext":` + strconv.FormatBool(p+1 < len(pages)) + `}`
	}
	s := &server{reply: always(func(r *http.Request) *http.Response {
		skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
		page := pages[skip/pageSize]
		sent += len(page)
		return jsonOf(200, page)
	})}
	c := signedIn(b, s, func(cfg *Config) { cfg.Throttle.Calls = -1 })
	b.ReportAllocs()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	for b.Loop() {
		s.reset()
		sent = 0
		n := 0
		for _, err := range c.AllSecrets(context.Background(), SecretFilter{}) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%10_000 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}
		if n != total {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(len(s.requests())), "calls/op")
	b.ReportMetric(float64(sent), "wire-B/op")
	b.ReportMetric(float64(most), "heap-B")
}

// BenchmarkReadSecret is the whole way of one secret with its fields.
func BenchmarkReadSecret(b *testing.B) {
	c := signedIn(b, &server{reply: ok(wholeSecret)}, func(cfg *Config) { cfg.Throttle.Calls = -1 })
	b.ReportAllocs()
	for b.Loop() {
		s, err := c.Secret(context.Background(), 7)
		if err != nil {
			b.Fatal(err)
		}
		s.Wipe()
	}
}
