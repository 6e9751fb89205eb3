package demovault

import (
	"encoding/json"
	html "html/template"
	"net/http"
	"slices"
	"strings"
)

// holding is one row of the console: who holds what.
type holding struct {
	ID         int
	Path, User string
	End        string
	Left       int
}

type consolePage struct {
	Now      string
	Holdings []holding
	Ledger   []Entry // newest first
}

// site is all that a server serves: the console under its path, everything else
// is the API's, untouched, which a ServeMux would not leave it: it redirects
// paths that it finds unclean.
func (v *Vault) site(path string) http.Handler {
	console := v.console(path)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, path) {
			console.ServeHTTP(w, r)
			return
		}
		v.ServeHTTP(w, r)
	})
}

// console serves the page of a demo and its ledger under path. It shows names
// and times, never a value.
func (v *Vault) console(path string) http.Handler {
	page := html.Must(html.New("console").Parse(consoleHTML))
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path+"{$}", func(w http.ResponseWriter, _ *http.Request) {
		consoleHeaders(w, "text/html; charset=utf-8")
		if err := page.Execute(w, v.consolePage()); err != nil {
			v.log.Debug("demo vault: console not sent", "error", err)
		}
	})
	mux.HandleFunc("GET "+path+"ledger.json", func(w http.ResponseWriter, _ *http.Request) {
		all := v.Ledger()
		if all == nil {
			all = []Entry{}
		}
		sendJSON(w, all)
	})
	mux.HandleFunc("GET "+path+"logins.json", func(w http.ResponseWriter, _ *http.Request) {
		var logins any = []struct{}{}
		if v.logins != nil {
			logins = v.logins()
		}
		sendJSON(w, logins)
	})
	return mux
}

func (v *Vault) consolePage() consolePage {
	now := v.enter()
	defer v.leave()
	p := consolePage{Now: instant(now), Ledger: slices.Clone(v.ledger[max(0, len(v.ledger)-200):])}
	slices.Reverse(p.Ledger)
	for _, s := range v.sorted() {
		if s.CheckOut == nil {
			continue
		}
		h := holding{ID: s.ID, Path: v.pathOf(s), End: instant(s.CheckOut.End), Left: wholeMinutes(s.CheckOut.End.Sub(now))}
		if u := v.userByID(s.CheckOut.User); u != nil {
			h.User = u.DisplayName
		}
		p.Holdings = append(p.Holdings, h)
	}
	return p
}

func consoleHeaders(w http.ResponseWriter, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

func sendJSON(w http.ResponseWriter, value any) {
	consoleHeaders(w, "application/json; charset=utf-8")
	data, err := json.Marshal(value)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(data)
}

const consoleHTML = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo vault</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #d8dee6; vertical-align: top; }
th { font-weight: 600; }
.num { text-align: right; }
@media (prefers-color-scheme: dark) { body { background: #12161c; color: #e4e9f0; } th, td { border-color: #333c48; } }
</style>
</head>
<body>
<h1>Demo vault</h1>
<p>The vault's clock: {{.Now}}. Reload the page to see changes.</p>
<h2>Checked out</h2>
{{if .Holdings}}<table>
<tr><th>Secret</th><th>Held by</th><th>Until</th><th class="num">Minutes left</th></tr>
{{range .Holdings}}<tr><td>{{.Path}} ({{.ID}})</td><td>{{.User}}</td><td>{{.End}}</td><td class="num">{{.Left}}</td></tr>
{{end}}</table>{{else}}<p>Nothing.</p>{{end}}
<h2>Ledger</h2>
{{if .Ledger}}<table>
<tr><th>When</th><th>Who</th><th>What</th><th>Secret</th><th>Note</th></tr>
{{range .Ledger}}<tr><td>{{.At.UTC.Format "2006-01-02 15:04:05"}}</td><td>{{.User}}</td><td>{{.Op}}</td><td>{{if .SecretID}}{{.SecretID}}{{end}}</td><td>{{.Note}}</td></tr>
{{end}}</table>{{else}}<p>Nothing has happened yet.</p>{{end}}
</body>
</html>
`
