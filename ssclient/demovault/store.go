package demovault

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver
)

// store keeps the vault's documents in one SQLite file, each sealed with the
// key that lies beside it. Tokens are those of the running vault and are not kept.
type store struct {
	db  *sql.DB
	key vaultKey
}

// kind says what a document of the store is.
type kind string

const (
	kindVault    kind = "vault" // one, id 0: settings and the last ids
	kindUser     kind = "user"
	kindFolder   kind = "folder"
	kindLauncher kind = "launcher"
	kindSession  kind = "session"
	kindSecret   kind = "secret"
	kindRequest  kind = "request"
	kindLedger   kind = "ledger" // ids count from 1
	storeVersion      = 2        // PRAGMA user_version
	storeFile         = "demo.sqlite"
	keyFile           = "demo.key"
)

// docKey is where a document stands in the store.
type docKey struct {
	kind kind
	id   int
}

const schema = `
CREATE TABLE IF NOT EXISTS docs (kind TEXT NOT NULL, id INTEGER NOT NULL, doc BLOB NOT NULL, PRIMARY KEY (kind, id)) STRICT`

// openStore opens or makes the two files; only the owner may read them.
func openStore(dir string) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, storeFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &store{db: db}
	if err := s.prepare(dir); err != nil {
		_ = db.Close()
		return nil, err
	}
	return s, nil
}

// prepare makes the table, or sees that the file is one of this version, and
// reads the key.
func (s *store) prepare(dir string) error {
	var tables, version int
	if err := s.db.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE type = 'table'`).Scan(&tables); err != nil {
		return fmt.Errorf("%s is no database of the demo: %w", storeFile, err)
	}
	if err := s.db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	switch {
	case tables > 0 && version < storeVersion:
		return fmt.Errorf("%s was made by an earlier version of the demo, whose state this one cannot read: name another folder, or remove this one", dir)
	case version > storeVersion:
		return fmt.Errorf("%s was made by a later version of the demo: name another folder", dir)
	}
	var err error
	if s.key, err = readKey(filepath.Join(dir, keyFile), tables == 0); err != nil {
		return err
	}
	if _, err := s.db.Exec(schema); err != nil {
		return err
	}
	_, err = s.db.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, storeVersion))
	return err
}

func (s *store) close() error { return s.db.Close() }

// vaultDoc is what the vault knows besides its documents.
type vaultDoc struct {
	Settings                Settings
	Service                 Service
	LastSecret, LastRequest int
	LastFolder              int
}

// load fills the vault, whose users are those of the seed, and says whether
// there was anything.
func (s *store) load(v *Vault) (bool, error) {
	doc := vaultDoc{Settings: v.settings}
	found, err := s.one(docKey{kindVault, 0}, &doc)
	if err != nil || !found {
		return false, err
	}
	v.settings, v.service.Service = doc.Settings, doc.Service
	v.lastID.secret, v.lastID.request, v.lastID.folder = doc.LastSecret, doc.LastRequest, doc.LastFolder
	err = errors.Join(
		s.each(kindUser, func(_ int, raw []byte) error { return v.restoreUser(raw) }),
		v.restoreFolders(s), // before the secrets, which are searched by their folders too
		s.each(kindLauncher, func(id int, raw []byte) error { return v.restoreLauncher(id, raw) }),
		s.each(kindSession, func(_ int, raw []byte) error { return v.restoreSession(raw) }),
		s.each(kindSecret, func(_ int, raw []byte) error { return v.restoreSecret(raw) }),
		s.each(kindRequest, func(_ int, raw []byte) error { return v.restoreRequest(raw) }),
		s.each(kindLedger, func(_ int, raw []byte) error {
			var e Entry
			err := json.Unmarshal(raw, &e)
			v.ledger = append(v.ledger, e)
			return err
		}),
	)
	clear(v.dirty)
	v.stored = len(v.ledger)
	return err == nil, err
}

func (v *Vault) restoreSecret(raw []byte) error {
	n := &secret{}
	if err := json.Unmarshal(raw, n); err != nil {
		return err
	}
	t := v.templates[n.TemplateID]
	if t == nil || len(n.Items) != len(t.Fields) {
		return fmt.Errorf("secret %d: not of this version of the demo", n.ID)
	}
	v.file(n)
	v.lastID.secret = max(v.lastID.secret, n.ID)
	for _, it := range n.Items {
		v.lastID.item, v.lastID.file = max(v.lastID.item, it.ID), max(v.lastID.file, it.FileID)
	}
	for _, a := range n.Audits {
		v.lastID.audit = max(v.lastID.audit, a.ID)
	}
	return nil
}

// one reads a single document into dst.
func (s *store) one(at docKey, dst any) (found bool, err error) {
	var sealed []byte
	switch err := s.db.QueryRow(`SELECT doc FROM docs WHERE kind = ? AND id = ?`, string(at.kind), at.id).Scan(&sealed); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	raw, err := s.key.open(at, sealed)
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(raw, dst)
}

// each reads the documents of a kind in the order of their ids.
func (s *store) each(k kind, do func(id int, raw []byte) error) error {
	rows, err := s.db.Query(`SELECT id, doc FROM docs WHERE kind = ? ORDER BY id`, string(k))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		raw, err := s.key.open(docKey{k, id}, sealed)
		if err != nil {
			return err
		}
		if err := do(id, raw); err != nil {
			return err
		}
	}
	return rows.Err()
}

// keep marks a document as changed: flush writes doc as it is then. nil
// removes it from the store.
func (v *Vault) keep(k kind, id int, doc any) { v.dirty[docKey{k, id}] = doc }

// flush writes what has changed since the last time in one transaction. What
// cannot be written is logged and tried again with the next change.
func (v *Vault) flush() {
	if v.store == nil {
		clear(v.dirty)
		return
	}
	if len(v.dirty) == 0 && v.stored == len(v.ledger) {
		return
	}
	for i, e := range v.ledger[v.stored:] {
		v.keep(kindLedger, v.stored+i+1, e)
	}
	v.keep(kindVault, 0, vaultDoc{v.settings, v.service.Service, v.lastID.secret, v.lastID.request, v.lastID.folder})
	if err := v.store.save(v.dirty); err != nil {
		v.log.Error("demo vault: state not saved", "error", err)
		return
	}
	clear(v.dirty)
	v.stored = len(v.ledger)
}

func (s *store) save(dirty map[docKey]any) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	put, err := tx.Prepare(`INSERT INTO docs (kind, id, doc) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET doc = excluded.doc`)
	if err != nil {
		return err
	}
	for at, doc := range dirty {
		if doc == nil {
			_, err = tx.Exec(`DELETE FROM docs WHERE kind = ? AND id = ?`, string(at.kind), at.id)
		} else {
			err = s.put(put, at, doc)
		}
		if err != nil {
			return fmt.Errorf("save %s %d: %w", at.kind, at.id, err)
		}
	}
	return tx.Commit()
}

func (s *store) put(q *sql.Stmt, at docKey, doc any) error {
	raw, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	_, err = q.Exec(string(at.kind), at.id, s.key.seal(at, raw))
	return err
}
