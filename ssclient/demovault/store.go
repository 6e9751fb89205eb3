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

// store keeps secrets (with their check-outs, comments and audits) and the
// ledger as JSON in one SQLite file. Users and their passwords, settings and
// tokens are those of the running vault and are not kept.
type store struct{ db *sql.DB }

const schema = `
CREATE TABLE IF NOT EXISTS secrets (id INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger (n INTEGER PRIMARY KEY, doc TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;`

// openStore opens or makes the file; only the owner may read it.
func openStore(dir string) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "demo.sqlite")
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
	if _, err := db.Exec(schema); err != nil {
		_ = db.Close()
		return nil, err
	}
	return &store{db}, nil
}

func (s *store) close() error { return s.db.Close() }

// load fills the vault and says whether there was anything.
func (s *store) load(v *Vault) (bool, error) {
	err := s.each(`SELECT doc FROM secrets ORDER BY id`, func(doc []byte) error {
		n := &secret{}
		if err := json.Unmarshal(doc, n); err != nil {
			return err
		}
		t := v.templates[n.TemplateID]
		if t == nil || len(n.Items) != len(t.Fields) {
			return fmt.Errorf("secret %d: not of this version of the demo", n.ID)
		}
		v.file(n)
		v.remember(n)
		return nil
	})
	if err != nil {
		return false, err
	}
	clear(v.dirty)
	err = s.each(`SELECT doc FROM ledger ORDER BY n`, func(doc []byte) error {
		var e Entry
		if err := json.Unmarshal(doc, &e); err != nil {
			return err
		}
		v.ledger = append(v.ledger, e)
		return nil
	})
	if err != nil {
		return false, err
	}
	v.stored = len(v.ledger)
	var last int
	switch err := s.db.QueryRow(`SELECT value FROM meta WHERE name = 'last-secret'`).Scan(&last); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	v.lastID.secret = max(v.lastID.secret, last)
	return true, nil
}

// remember keeps the counters above the ids that are taken.
func (v *Vault) remember(s *secret) {
	v.lastID.secret = max(v.lastID.secret, s.ID)
	for _, it := range s.Items {
		v.lastID.item, v.lastID.file = max(v.lastID.item, it.ID), max(v.lastID.file, it.FileID)
	}
	for _, a := range s.Audits {
		v.lastID.audit = max(v.lastID.audit, a.ID)
	}
}

func (s *store) each(query string, do func(doc []byte) error) error {
	rows, err := s.db.Query(query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		if err := do(doc); err != nil {
			return err
		}
	}
	return rows.Err()
}

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
	if err := v.store.save(v); err != nil {
		v.log.Error("demo vault: state not saved", "error", err)
		return
	}
	clear(v.dirty)
	v.stored = len(v.ledger)
}

func (s *store) save(v *Vault) error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	put, err := tx.Prepare(`INSERT INTO secrets (id, doc) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`)
	if err != nil {
		return err
	}
	for id := range v.dirty {
		n := v.secrets[id]
		if n == nil {
			_, err = tx.Exec(`DELETE FROM secrets WHERE id = ?`, id)
		} else {
			err = exec(put, id, n)
		}
		if err != nil {
			return err
		}
	}
	add, err := tx.Prepare(`INSERT INTO ledger (n, doc) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	for i, e := range v.ledger[v.stored:] {
		if err := exec(add, v.stored+i+1, e); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`INSERT INTO meta (name, value) VALUES ('last-secret', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, v.lastID.secret)
	if err != nil {
		return err
	}
	return tx.Commit()
}

func exec(q *sql.Stmt, id int, doc any) error {
	data, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	_, err = q.Exec(id, string(data))
	return err
}
