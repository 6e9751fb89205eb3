package app

import (
	"context"
	"time"

	"sallyport/app/journal"
	"sallyport/launcher"
	"sallyport/ssclient"
	"sallyport/workflow"
	"sallyport/workflow/sealed"
)

// state is everything that changes. Only the loop touches it.
type state struct {
	closed  bool
	covered bool // the window is locked

	screen   Screen
	server   string
	user     string
	version  string // of the vault, as it told
	userID   int
	vault    Vault  // nil: signed out
	tenant   Tenant // in front of it; nil: none
	rules    ssclient.Settings
	remember bool               // the keyring is given what signs in again
	others   limits             // what the other vaults demand
	giveUp   context.CancelFunc // ends the call of a sign-in that is under way
	away     Problem            // why the vault does not answer; none: it does
	signIn   SignInView

	tree     *TreeView
	known    known
	revealed InTreeView
	search   search
	selected int
	secrets  map[int]*secret
	sessions []*session // oldest first
	ended    []ended    // a moment ago
	listed   bool       // all sessions, in the place of the pane

	knowsMine  bool
	prompts    []*prompt // the first is shown
	banners    []Problem // the first is shown
	notice     Notice
	quiet      string
	quietKind  QuietKind
	bare       *bare                  // nil: no password is on the screen
	bareSeq    int                    // goes up whenever one is to be hidden
	download   *download              // nil: no file is being read or written
	savedIn    string                 // the folder of the last one
	templates  map[int]templateFields // of those that were read
	codes      *codes                 // nil: no one-time code is shown
	clip       *clip                  // nil: nothing of ours is on the clipboard
	throttled  bool
	inbox      inbox
	held       held
	batch      batch
	folder     folder
	sections   sections
	challenges []*challenge       // the first has the window
	tickets    []TicketSystemView // nil: not asked for yet

	// entries of the journal that wait for their user to sign in
	waiting    journal.Entries
	history    history
	trailBad   bool // the last line could not be written, and the banner said so
	journalBad bool // the last write failed, and the banner said so

	tick    func() bool // stops the running timer; nil: none runs
	leaving *leaving    // nil: staying
}

func newState() state {
	return state{screen: ScreenSignIn, secrets: map[int]*secret{}, tree: &TreeView{}, known: newKnown()}
}

// secret is what the app knows and does about one secret.
type secret struct {
	id          int
	summary     ssclient.SecretSummary
	launchers   []ssclient.Launcher // nil: not asked for yet
	choice      choice              // among them
	facts       workflow.Facts
	options     *ssclient.AccessOptions // nil: not known
	insists     bool                    // a reason without a ticket was refused
	request     *ssclient.AccessRequest // this user's newest; nil: none
	known       bool                    // facts have been read
	loading     bool
	problem     Problem
	may         permits
	beatenAt    time.Time // when the vault last tried the password, as far as was asked
	beatChore   *chore    // the last one that was asked for here; nil: none
	changeChore *chore
	sshProxy    bool                         // the vault offers its SSH proxy for it
	rdpProxy    bool                         // and its RDP proxy
	rdpRules    ssclient.RDPLauncherSettings // as last told; the zero value: nothing was
	cannot      Problem                      // why no client of this program can open it, whatever the vault says
	formID      int
	formAt      time.Time // when that form was made
	host        string    // as the last read showed it
	port        int
	user        string

	fetch     *fetch // a value of it that is being read; nil: none
	eager     *Given // Connect was pressed before the launchers were known: begin then; nil: no
	turns     int    // see PaneView.Turns
	choices   int    // see PaneView.Choices
	way       *way   // the way in that is being gone; nil: none
	claimed   bool   // this program made its check-out, or asked for it: the journal has it
	claimedAt time.Time
	recovered *journal.CheckOut // the claim is an earlier run's, and not settled yet
	doubts    int               // re-reads still to come of a check-out that was never answered
	hold      *holding          // the check-out this user has; nil: none

	epoch int // goes up when a write of ours begins and when it ends, see reading

	beatAt  time.Time // when the vault is asked whether it still opens for its sessions
	beating bool      // that is under way
	barred  bool      // it does not, and the user was told

	watched bool // tell the user when it is free
	watch   int  // of the last time that was asked for
	ended   EndKind
	endedAt time.Time
}

// proxied reports whether the vault offers its proxy for sessions of that kind.
func (sec *secret) proxied(k launcher.Kind) bool {
	return k == launcher.SSH && sec.sshProxy || k == launcher.RDP && sec.rdpProxy
}

// way is one way in, from the click to the client, and then a session's until its end.
type way struct {
	flow      workflow.Session
	order     order // what it shall start
	busy      BusyKind
	since     time.Time // busy since
	cancel    context.CancelFunc
	problem   Problem // of the last effect that failed
	formErr   string
	said      string        // the vault's own words about the last call, without its codes
	lock      sealed.Secret // QuantumLock password, for this way alone
	challenge *challenge    // the one it waits for
	turn      int           // of the last wait that began
	waiting   time.Time     // when it began to wait for somebody else; zero: it does not
	session   *session      // set once the client runs

	starting *journal.Session // prepared, and not yet known to run

	// what the launcher said before the client was known to run
	connected bool
	outcome   *launcher.Outcome
	question  *prompt // about the host's key, or of a host
	tunnels   []TunnelView
}

// holding is one check-out of this user.
type holding struct {
	lease     workflow.Lease
	keep      *bool // outlives its last session, as was chosen for it; nil: as the settings say
	mayExtend bool
	extended  int // minutes added by this program
	busy      BusyKind
	since     time.Time // busy since
	problem   Problem
	warned    time.Duration // what was left when the user was last warned; 0: not yet
	reading   bool          // a re-read is in flight
	readAt    time.Time     // when to read again
	giveBack  EndKind       // a check-in is wanted, for this reason
	tries     int
	retryAt   time.Time
	waiters   []*way // to be told when it is checked in
}

// session is one running client.
type session struct {
	id        string
	secretID  int
	name      string
	kind      launcher.Kind
	host      string
	server    string // whose secret it is
	user      string
	state     SessionState
	started   time.Time
	recovered bool
	problem   Problem
	client    launcher.Session
	way       *way
	given     asked // what its launcher asked for
	again     bool  // opened anew after the machine had refused the password
	retried   bool  // and refused again: not a third time
	asked     bool  // the user ended it: how it ended is no problem
	byVault   bool  // ended because the vault took the secret back
}

// alive reports whether the client may still run.
func (s *session) alive() bool { return s.state != SessionFailed }

// prompt is a question; answer gets the intent that answers it.
type prompt struct {
	view   PromptView
	answer func(yes bool)
	reply  func(text sealed.Secret) // PromptQuestion only
}

// secret returns the state of one secret, made when it is first spoken of.
func (s *state) secret(id int) *secret {
	sec := s.secrets[id]
	if sec == nil {
		sec = &secret{id: id}
		s.secrets[id] = sec
	}
	return sec
}

func (a *App) nextID() int { return a.seat.ids.next() }

// reading begins a look at the vault's state: fresh tells, when the answer is
// there, whether it may still be believed. An answer that was on its way while
// a write of ours was performed may show the time before it.
func (sec *secret) reading() (fresh func() bool) {
	epoch := sec.epoch
	return func() bool { return sec.epoch == epoch }
}

// name is how the secret is called, as far as is known.
func (sec *secret) name() string { return sec.summary.Name }

// liveSessions counts the clients that run on the secret.
func (s *state) liveSessions(secretID int) (n int) {
	for _, x := range s.sessions {
		if x.secretID == secretID && x.alive() {
			n++
		}
	}
	return n
}
