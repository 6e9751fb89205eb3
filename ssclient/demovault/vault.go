package demovault

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Config says what the vault holds and on which clock it runs.
type Config struct {
	Seed     []byte           // JSON, see seed.go; assets.DemoSeed
	Now      func() time.Time // the vault's clock, which may run fast; nil: time.Now
	SSHHost  string           // "127.0.0.1:2222": target of the SSH secrets; see SetSSHHost
	RDPHost  string           // "127.0.0.1:3389": target of the Windows secrets; see SetRDPHost
	Secrets  int              // adds this many plain secrets in a folder tree of their own
	Folders  int              // that hold them; 0: 60
	StateDir string           // "": memory only; otherwise the state survives a restart there
	Log      *slog.Logger     // nil: discard
	// Probe asks the target of an SSH secret whether the account's password works
	// and returns a heartbeatStatus. It may call the vault. nil: the vault
	// compares with what Account would say.
	Probe  func(machine, port, user string, password []byte) string
	Logins func() any // shown by the console as logins.json; nil: an empty list
}

// Vault is a demo Secret Server. It is an http.Handler and safe for concurrent use.
type Vault struct {
	log    *slog.Logger
	ticks  func() time.Time // Config.Now; clock() is the time of all that the vault does
	skew   atomic.Int64     // time.Duration that the vault's clock is wrong by
	logins func() any
	probe  func(machine, port, user string, password []byte) string
	routes []route
	tenant []route // of the Platform
	faults faultBox
	store  *store // nil: memory only

	mu            sync.Mutex // guards all below; taken by enter and given back by leave
	settings      Settings
	users         []*user
	groups        []*group
	workflows     map[int]*workflow
	tickets       []*ticketSystem
	standings     map[[2]int]standing // folder and user: what rightsIn has found
	service       serviceUser
	challenges    challengeBox
	folders       map[int]*folder
	folderIDs     []int // in the order of paths
	templates     map[int]*template
	secrets       map[int]*secret
	byName        []*secret          // sorted by name; nil when it must be rebuilt
	text          *searchText        // nil when it must be rebuilt
	byPath        map[string]*secret // lower-case path; nil when it must be rebuilt
	accounts      map[string]*secret // user name of an SSH secret; nil when it must be rebuilt
	held          map[int]*secret    // checked out now
	requests      map[int]*accessRequest
	live          map[int]*accessRequest // those that time can still end
	changes       map[int]*secret        // whose password is being changed
	access        map[string]*accessToken
	refresh       map[string]*refreshToken
	ledger        []Entry
	stored        int            // how much of ledger is in the store
	dirty         map[docKey]any // what flush has to write; nil: to remove
	lastID        struct{ secret, item, file, audit, session, request, folder int }
	sshHost       string
	rdpHost       string
	launcherTypes map[launcherKind]*launcherType
	sessions      []*session              // of launchers, oldest first
	proxies       map[string]proxyAccount // by user name
}

// New builds a vault from the seed, or from StateDir if a vault was kept there.
func New(cfg Config) (*Vault, error) {
	v := &Vault{
		log: cfg.Log, ticks: cfg.Now, logins: cfg.Logins,
		folders: map[int]*folder{}, templates: map[int]*template{}, secrets: map[int]*secret{},
		held: map[int]*secret{}, changes: map[int]*secret{}, probe: cfg.Probe, dirty: map[docKey]any{},
		requests: map[int]*accessRequest{}, live: map[int]*accessRequest{},
		workflows: map[int]*workflow{}, standings: map[[2]int]standing{},
		proxies: map[string]proxyAccount{},
		access:  map[string]*accessToken{}, refresh: map[string]*refreshToken{},
		sshHost: cfg.SSHHost, rdpHost: cmp.Or(cfg.RDPHost, "127.0.0.1:3389"),
	}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	if v.ticks == nil {
		v.ticks = time.Now
	}
	v.routes, v.tenant, v.service = routes(), tenantRoutes(), newService()
	v.launcherTypes = stockLaunchers(v.clock().Round(0))
	for _, t := range stockTemplates() {
		v.templates[t.ID] = t
	}
	seed, err := parseSeed(cfg.Seed)
	if err != nil {
		return nil, err
	}
	if err := v.plant(seed, cfg); err != nil {
		return nil, err
	}
	return v, nil
}

// plant fills the empty vault from the seed, or from StateDir where that has
// been filled before.
func (v *Vault) plant(seed seedFile, cfg Config) error {
	v.settings = seed.settings()
	if err := v.addUsers(seed.Users); err != nil {
		return err
	}
	for _, add := range []func(seedFile) error{v.addGroups, v.addTicketSystems, v.addFolders} {
		if err := add(seed); err != nil {
			return err
		}
	}
	groves := v.growFolders(cfg)
	loaded := false
	if cfg.StateDir != "" {
		s, err := openStore(cfg.StateDir)
		if err != nil {
			return fmt.Errorf("open demo state: %w", err)
		}
		v.store = s
		if loaded, err = s.load(v); err != nil {
			_ = s.close()
			return fmt.Errorf("load demo state: %w", err)
		}
	}
	for _, u := range v.users { // the seed may have got new ones
		v.touchUser(u)
	}
	for _, f := range v.folders {
		v.touchFolder(f)
	}
	if !loaded {
		if err := v.addSecrets(seed); err != nil {
			_ = v.Close()
			return err
		}
		v.growSecrets(cfg.Secrets, groves)
	}
	v.pointSecrets()
	v.flush()
	return nil
}

// Close ends the use of StateDir. A vault without one needs no Close.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.store == nil {
		return nil
	}
	err := v.store.close()
	v.store = nil
	return err
}

// enter takes the mutex and brings the state up to the vault's clock: what has
// expired is checked in before anyone looks. It returns the time.
func (v *Vault) enter() time.Time {
	v.mu.Lock()
	now := v.clock().Round(0)
	v.settle(now)
	v.settleRequests(now)
	return now
}

// leave writes what has changed to the store and gives the mutex back.
func (v *Vault) leave() {
	v.flush()
	v.mu.Unlock()
}

// touch marks a secret as changed.
func (v *Vault) touch(s *secret) { v.keep(kindSecret, s.ID, s) }

// reindex forgets the orders that a new, renamed or removed secret breaks.
func (v *Vault) reindex() { v.byName, v.byPath, v.accounts, v.text = nil, nil, nil, nil }

// sorted returns every secret by name, then id.
func (v *Vault) sorted() []*secret {
	if v.byName == nil {
		v.byName = slices.SortedFunc(maps.Values(v.secrets), func(a, b *secret) int {
			return cmp.Or(cmp.Compare(a.lower, b.lower), cmp.Compare(a.ID, b.ID))
		})
	}
	return v.byName
}

// atPath finds an active secret by its path in lower case with backslashes.
func (v *Vault) atPath(path string) *secret {
	if v.byPath == nil {
		v.byPath = make(map[string]*secret, len(v.secrets))
		for _, s := range v.sorted() {
			key := strings.ToLower(v.pathOf(s))
			if old := v.byPath[key]; old == nil || old.Options.Inactive {
				v.byPath[key] = s
			}
		}
	}
	return v.byPath[path]
}

// clock is what time the vault believes it is: the Date header, expiry and all
// that is written down follow it.
func (v *Vault) clock() time.Time { return v.ticks().Add(v.Skew()) }

// Now is the vault's clock.
func (v *Vault) Now() time.Time { return v.clock() }

// SetSkew makes the vault's clock wrong by d, behind where d is negative.
func (v *Vault) SetSkew(d time.Duration) { v.skew.Store(int64(d)) }

// Skew is how wrong SetSkew has made the vault's clock.
func (v *Vault) Skew() time.Duration { return time.Duration(v.skew.Load()) }
