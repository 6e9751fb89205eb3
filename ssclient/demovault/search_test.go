package demovault_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"sallyport/ssclient/demovault"
)

func TestEveryFilterOfTheRecordIsHonoured(t *testing.T) {
	r := newRig(t)
	r.vault.SetSecret(101, func(o *demovault.SecretOptions) { o.Heartbeat = "AccountLockedOut" })
	root, alice := r.signIn("root"), r.signIn("alice")
	root.object("DELETE", "v1/secrets/109", nil)
	alice.object("GET", "v1/secrets/103", nil)
	alice.call("POST", "v1/secrets/113/favorite", map[string]any{"isFavorite": true})
	const linux, all = "filter.folderId=1&", "filter.includeRestricted=true&take=100&"
	for _, tc := range []struct{ name, query, want string }{
		{"heartbeat status by name", linux + "filter.heartbeatStatus=accountlockedout", "web-01"},
		{"heartbeat status by number", linux + "filter.heartbeatStatus=7", "web-01"},
		{"only what has a launcher", "filter.hasLauncher=false&filter.folderId=20", ""},
		{"the web folder has launchers of all kinds", "filter.hasLauncher=true&filter.folderId=20", "admin-any admin-most admin-some fw-console kiosk-01 ledger-01 legacy-01 orders-01 portal-01 wiki-01"},
		{"templates combined", "filter.secretTemplateIdsCombined=9,7002", "orders-01 portal-01 wiki-01"},
		{"password types", "filter.passwordTypeIds=2&filter.folderId=20", "kiosk-01"},
		{"what changes passwords by itself", "filter.onlyRPCEnabled=true&filter.folderId=20", "admin-any admin-most admin-some fw-console kiosk-01 ledger-01 legacy-01 orders-01"},
		{"what is checked out", linux + "filter.onlyCheckedOutSecrets=true", "bobs-01 db-01"},
		{"what is checked out by me", linux + "filter.onlySecretsCheckedOutByUser=true", "db-01"},
		{"no QuantumLock", all + "filter.folderId=2&filter.allowDoubleLocks=false", "core-sw edge-fw"},
		{"one QuantumLock", all + "filter.folderId=2&filter.doubleLockId=1", "hsm-01 hsm-02"},
		{"another site", "filter.siteId=2", ""},
		{"favourites", "filter.scope=favorites", "proxy-01"},
		{"recent ones", "filter.scope=Recent", "db-01"},
		{"a field by its slug", "filter.searchText=https://wiki-01.demo.example/&filter.searchFieldSlug=url&filter.isExactMatch=true", "wiki-01"},
		{"a field by its name", "filter.searchText=wiki-01.demo&filter.searchField=URL", "wiki-01"},
		{"active ones only, unless asked", "filter.folderId=3&filter.includeInactive=true", "dc-01"},
		{"nothing shared with me", "filter.onlySharedWithMe=true", ""},
		{"two sort keys, the lower priority first", "filter.folderId=20&filter.secretIds=130,131,136&sortBy[0].name=name&sortBy[0].direction=desc&sortBy[0].priority=2&sortBy[1].name=secretTemplateName&sortBy[1].priority=1", "ledger-01 wiki-01 portal-01"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, version := range []string{"v1", "v2"} {
				diff(t, tc.want, names(alice.object("GET", version+"/secrets?"+tc.query, nil), "name"))
			}
		})
	}
	diff(t, "dc-01 dc-02", names(root.object("GET", "v2/secrets?filter.folderId=3&filter.includeInactive=true", nil), "name"))
	diff(t, "dc-02", names(root.object("GET", "v2/secrets?filter.folderId=3&filter.includeInactive=true&filter.includeActive=false", nil), "name"))
	for _, bad := range []string{"filter.scope=Mine", "filter.heartbeatStatus=Fine", "filter.permissionRequired=All", "filter.hasLauncher=perhaps"} {
		diff(t, "", alice.refused("GET", "v2/secrets?"+bad, nil))
	}
}

func TestLookupsHaveFiltersOfTheirOwn(t *testing.T) {
	alice := newRig(t).signIn("alice")
	values := func(query string) string { return names(alice.object("GET", "v1/secrets/lookup?"+query, nil), "value") }
	diff(t, "portal-01 wiki-01", values("filter.secretTemplateId=9"))
	diff(t, "dc-01 dc-02", values("filter.folderId=3&filter.secretIds=101&filter.hasLauncher=false&filter.onlyCheckedOutSecrets=true"))
	diff(t, "dc-02", alice.object("GET", "v1/secrets/lookup/0?secretPath="+url.QueryEscape(`\Windows\dc-02`), nil)["value"])
}

func TestAllMayBeTakenAtOnce(t *testing.T) {
	alice := newRig(t).signIn("alice")
	none := alice.object("GET", "v1/secrets?take=0", nil)
	total := int(none["total"].(float64))
	if total < 10 {
		t.Fatalf("total %d", total)
	}
	every := alice.object("GET", "v1/secrets?take="+jsonText(total), nil)
	diff(t, total, len(every["records"].([]any)))
	diff(t, false, every["hasNext"])
	blind := alice.object("GET", "v1/secrets?paging.filter.doNotCalculateTotal=true&paging.take=3&paging.skip="+jsonText(total-1), nil)
	diff(t, 1, len(blind["records"].([]any)))
	diff(t, 0.0, blind["total"])
}

func BenchmarkSearchAHundredThousand(b *testing.B) {
	r := newBench(b, 100_000)
	for _, tc := range []struct{ name, query string }{
		{"one", "filter.searchText=099999"},
		{"none", "filter.searchText=nowhere"},
		{"many", "filter.searchText=prod&filter.includeRestricted=true"},
		{"sorted", "filter.searchText=prod&sortBy[0].name=createDate&sortBy[0].direction=desc"},
		{"folder", "filter.folderId=1000&filter.includeSubFolders=true&take=30"},
	} {
		b.Run(tc.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				r.get(b, "v2/secrets?"+tc.query)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
		})
	}
}
