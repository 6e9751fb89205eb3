package demovault

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// appPage is the vault's own web page, as far as a connection manager needs it.
// "Open in browser" leads to /app/#/secret/{id}/general; what is after # never
// reaches a server, and this page runs no script to read it. So it lets
// somebody sign in, lists that user's secrets which ask for a challenge, and
// lets one be passed, with the exchange that the API uses, too.
type appPage struct {
	front
	vault *Vault
}

// withAppPage serves the page under /app/ of wherever the vault is, and the
// rest as before.
func (v *Vault) withAppPage(next http.Handler) http.Handler {
	roots := map[string]http.Handler{}
	for _, root := range []string{"/app/", "/" + vaultPath + "/app/"} {
		roots[root] = v.newAppPage(root)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for root, page := range roots {
			switch {
			case strings.HasPrefix(r.URL.Path, root):
				page.ServeHTTP(w, r)
				return
			case len(r.URL.Path) >= len(root)-1 && strings.EqualFold((r.URL.Path + "/")[:len(root)], root):
				http.Redirect(w, r, root, http.StatusFound) // a browser keeps what is after #
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (v *Vault) newAppPage(root string) http.Handler {
	a := &appPage{newFront("sallyport-app", root), v}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root+"{$}", a.show)
	mux.HandleFunc("GET "+root+"secrets/{id}", a.showChallenge)
	for path, do := range map[string]func(*appPage, *turn) (string, error){
		"sign-in":              (*appPage).signIn,
		"sign-out":             (*appPage).signOut,
		"secrets/{id}/start":   (*appPage).start,
		"secrets/{id}/choose":  (*appPage).choose,
		"secrets/{id}/answer":  (*appPage).answer,
		"secrets/{id}/another": (*appPage).another,
	} {
		mux.HandleFunc("POST "+root+path, func(w http.ResponseWriter, r *http.Request) { a.act(w, r, do) })
	}
	a.serveRest(mux)
	return a.guarded(mux)
}

// turn is a form of the page and where it leads: next is below the root.
type turn struct {
	sent
	w    http.ResponseWriter
	r    *http.Request
	next string
}

func (a *appPage) act(w http.ResponseWriter, r *http.Request, do func(*appPage, *turn) (string, error)) {
	s, ok := a.take(w, r, false)
	if !ok {
		return
	}
	t := &turn{sent: s, w: w, r: r}
	n := note{Section: "app", Form: formName(strings.TrimPrefix(r.URL.Path, a.path))}
	if s.err == nil {
		n.Text, s.err = do(a, t)
	}
	n.blame(s.err, s.values)
	a.visits.leave(t.visit.id, n)
	a.lead(w, r, a.path+t.next)
}

// appView is all that the page shows.
type appView struct {
	Root, Title, CSRF, Refresh string
	Note                       note
	User                       string // "": nobody has signed in
	Secrets                    []blockedRow
	More                       int // secrets that ask for a challenge, too

	Secret    string
	ID        int
	Ways      []option // to prove who one is; Value is the mechanism
	Prompt    string
	Number    string // to compare on the device
	Password  bool   // the answer is one
	Code      bool   // the answer is digits
	Resending string // mechanism that sends another code
}

type blockedRow struct {
	ID   int
	Path string
}

// mostBlocked is how many secrets the page lists.
const mostBlocked = 100

func (a *appPage) view(v visit) appView {
	return appView{Root: a.path, Title: "Secret Server demo", CSRF: v.csrf, Note: v.note}
}

func (a *appPage) show(w http.ResponseWriter, r *http.Request) {
	visit := a.visits.begin(w, r)
	p := a.view(visit)
	now := a.vault.enter()
	if u := a.vault.userByID(visit.user); u != nil {
		p.User = u.DisplayName
		for _, s := range a.vault.sorted() {
			switch {
			case s.Options.Inactive || a.vault.rightOn(s, u) < rightView || a.vault.blocker(s, u, now) != stateMFA:
			case len(p.Secrets) == mostBlocked:
				p.More++
			default:
				p.Secrets = append(p.Secrets, blockedRow{s.ID, a.vault.pathOf(s)})
			}
		}
	}
	a.vault.leave()
	sendPage(w, a.pages, http.StatusOK, "app", p)
}

// Input is the field of a form, with what was typed where it was wrong.
func (p appView) Input(kind, form, name, label, complete string) input {
	i := p.Note.input(kind, form, name, label, "")
	i.Complete, i.Required = complete, true
	return i
}

// Optional is an Input that may be left empty.
func (p appView) Optional(kind, form, name, label, hint string) input {
	i := p.Note.input(kind, form, name, label, "")
	i.Complete, i.Mode, i.Hint = "one-time-code", "numeric", hint
	return i
}

// Answer is the field for what a mechanism asks for.
func (p appView) Answer() input {
	i := p.Note.input("text", fmt.Sprintf("secrets/%d", p.ID), "answer", p.Prompt, "")
	i.Required = true
	switch {
	case p.Password:
		i.Type, i.Complete = "password", "current-password"
	case p.Code:
		i.Complete, i.Mode = "one-time-code", "numeric"
	}
	return i
}

func (a *appPage) signIn(t *turn) (string, error) {
	name, err := t.text("user", "The user name", 200)
	if err != nil {
		return "", err
	}
	v := a.vault
	now := v.enter()
	defer v.leave()
	u := v.userNamed(localName(name))
	right := v.passwordFits(u, t.values.Get("password"), now)
	if right && u.RequiresOTP && !validCode(t.values.Get("code"), u.TOTPSecret, now) {
		right = false
		v.signInFailed(u, now)
	}
	if !right {
		v.record(now, name, "web-sign-in", 0, "failed")
		return "", wrong("password", "That did not work. Check the name, the password and, for users who need one, the one-time code.")
	}
	u.failures = 0
	v.record(now, u.Name, "web-sign-in", 0, "")
	t.visit = a.visits.signIn(t.w, t.r, u.id)
	return "", nil
}

func (a *appPage) signOut(t *turn) (string, error) {
	a.visits.signOut(t.w, t.r)
	return "", nil
}

// asked finds who has signed in and the secret of the path. The caller has
// entered the vault.
func (a *appPage) asked(v visit, id int) (*user, *secret, error) {
	u := a.vault.userByID(v.user)
	if u == nil {
		return nil, nil, wrong("", "Sign in first.")
	}
	s, err := a.vault.secretFor(id, u, rightView)
	if err != nil {
		return nil, nil, wrong("", fmt.Sprintf("There is no secret %d that %s may see.", id, u.DisplayName))
	}
	return u, s, nil
}

// running is asked, and the exchange that the visit has started for the secret.
func (a *appPage) running(v visit, id int, now time.Time) (*secret, *exchange, error) {
	u, s, err := a.asked(v, id)
	if err != nil {
		return nil, nil, err
	}
	x := a.vault.exchangeOf(v.exchange, id, now)
	if x == nil || x.user != u {
		return nil, nil, wrong("", "This challenge has ended. Start again.")
	}
	return s, x, nil
}

func (a *appPage) start(t *turn) (string, error) {
	now := a.vault.enter()
	defer a.vault.leave()
	u, s, err := a.asked(t.visit, t.id)
	if err != nil {
		return "", err
	}
	x, err := a.vault.startSecretChallenge(s, u, now)
	if err != nil {
		return "", wrong("", a.vault.pathOf(s)+" asks for no challenge now.")
	}
	a.visits.change(t.visit.id, func(v *visit) { v.exchange, v.mechanism = x.id, "" })
	t.next = secretPath(s.ID)
	return "", nil
}

func secretPath(id int) string { return "secrets/" + strconv.Itoa(id) }

// choose picks a mechanism; one that sends something does so.
func (a *appPage) choose(t *turn) (string, error) {
	now := a.vault.enter()
	defer a.vault.leave()
	s, x, err := a.running(t.visit, t.id, now)
	if err != nil {
		return "", err
	}
	t.next = secretPath(s.ID)
	m, ok := x.mechanism(t.values.Get("mechanism"))
	if !ok {
		return "", wrong("", "This way is not offered now. Choose one of the list.")
	}
	done := ""
	if m.kind().answer != answerText {
		if _, err := a.vault.startOutOfBand(x, m, now); err != nil {
			return "", err
		}
		if m.kind().answer == answerTextOOB {
			done = "A code is on its way."
		}
	}
	a.visits.change(t.visit.id, func(v *visit) { v.mechanism = m.id })
	return done, nil
}

// another leads back to the choice.
func (a *appPage) another(t *turn) (string, error) {
	a.visits.change(t.visit.id, func(v *visit) { v.mechanism = "" })
	t.next = secretPath(t.id)
	return "", nil
}

func (a *appPage) answer(t *turn) (string, error) {
	now := a.vault.enter()
	defer a.vault.leave()
	s, x, err := a.running(t.visit, t.id, now)
	if err != nil {
		return "", err
	}
	t.next = secretPath(s.ID)
	if strings.TrimSpace(t.values.Get("answer")) == "" {
		return "", wrong("answer", "Type the answer first.")
	}
	op := operation{MechanismID: text{S: t.visit.mechanism}, Action: text{S: "Answer"}, Answer: text{S: t.values.Get("answer")}}
	out, err := a.vault.advanceSecretChallenge(x, s, []operation{op}, now)
	if err != nil {
		if a.vault.exchangeOf(x.id, s.ID, now) == nil {
			t.next = ""
		}
		return "", wrong("answer", err.Error())
	}
	return a.went(t.visit, s, out, &t.next), nil
}

// went says how far an exchange has come; next is where that leads.
func (a *appPage) went(v visit, s *secret, out advanced, next *string) string {
	if out.summary == summaryPending {
		return ""
	}
	a.visits.change(v.id, func(v *visit) { v.mechanism = "" })
	if out.summary != summarySuccess {
		return "That was right. One more challenge follows."
	}
	*next = ""
	until := s.MFAUntil[v.user].UTC().Format("15:04:05")
	return "Passed: " + a.vault.pathOf(s) + " asks for no challenge until " + until + " UTC. Go back to the program that you came from."
}

// showChallenge draws the choice, the question, or the wait for a device. While
// it waits the page asks for itself again and again, and so polls the exchange.
func (a *appPage) showChallenge(w http.ResponseWriter, r *http.Request) {
	visit := a.visits.begin(w, r)
	p := a.view(visit)
	p.ID, _ = strconv.Atoi(r.PathValue("id"))
	next := secretPath(p.ID)
	done, err := a.look(visit, &p, &next)
	if err != nil || done != "" {
		n := note{Section: "app", Text: done}
		n.blame(err, nil)
		a.visits.leave(visit.id, n)
		a.lead(w, r, a.path+next)
		return
	}
	sendPage(w, a.pages, http.StatusOK, "challenge", p)
}

// look fills the view; a sentence or an error leads to next instead.
func (a *appPage) look(who visit, p *appView, next *string) (string, error) {
	v := a.vault
	now := v.enter()
	defer v.leave()
	s, x, err := a.running(who, p.ID, now)
	if err != nil {
		*next = ""
		return "", err
	}
	p.Secret, p.User = v.pathOf(s), x.user.DisplayName
	m, chosen := x.mechanism(who.mechanism)
	if !chosen {
		for _, m := range x.steps[x.step] {
			p.Ways = append(p.Ways, option{m.id, v.wayText(m)})
		}
		return "", nil
	}
	p.Prompt = v.mechanismModel(m).PromptMechChosen
	if m.kind().answer != answerOOB {
		p.Password = m.factor == FactorPassword
		p.Code = m.factor != FactorPassword && m.factor != FactorQuestion
		if m.kind().answer == answerTextOOB {
			p.Resending = m.id
		}
		return "", nil
	}
	out, err := v.advanceSecretChallenge(x, s, []operation{{MechanismID: text{S: m.id}, Action: text{S: "Poll"}}}, now)
	if err != nil {
		a.visits.change(who.id, func(v *visit) { v.mechanism = "" })
		return "", wrong("", err.Error())
	}
	p.Refresh = "2"
	if x.waiting != nil && x.waiting.prompt != nil {
		p.Number = x.waiting.prompt.Number
	}
	return a.went(who, s, out, next), nil
}

// wayText is a mechanism in a list of them.
func (v *Vault) wayText(m mechanism) string {
	model := v.mechanismModel(m)
	switch {
	case model.MaskedEmailAddress != "":
		return model.PromptSelectMech + " to " + model.MaskedEmailAddress
	case model.PartialDeviceAddress+model.PartialPhoneNumber != "":
		return model.PromptSelectMech + " to the number ending in " + model.PartialDeviceAddress + model.PartialPhoneNumber
	}
	return model.PromptSelectMech
}

// mechanism is one of those that the exchange offers now.
func (x *exchange) mechanism(id string) (mechanism, bool) {
	i := slices.IndexFunc(x.steps[x.step], func(m mechanism) bool { return m.id == id })
	if i < 0 {
		return mechanism{}, false
	}
	return x.steps[x.step][i], true
}
