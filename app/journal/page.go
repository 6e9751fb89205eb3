package journal

// Page is one writer's part of a journal: the file holds what stands on all
// pages. All methods may be called from any goroutine.
type Page struct {
	j       *Journal
	entries Entries
}

// Page begins a page with what Adopt found for its writer. It is not written
// yet: whoever divides what was adopted makes all pages before any is written.
func (j *Journal) Page(e Entries) *Page {
	j.mu.Lock()
	defer j.mu.Unlock()
	p := &Page{j: j, entries: e}
	j.pages = append(j.pages, p)
	return p
}

// Write replaces the content of the page; when it returns nil a crash loses none of it.
func (p *Page) Write(e Entries) error {
	p.j.mu.Lock()
	defer p.j.mu.Unlock()
	p.entries = e
	var all Entries
	for _, q := range p.j.pages {
		all.CheckOuts = append(all.CheckOuts, q.entries.CheckOuts...)
		all.Sessions = append(all.Sessions, q.entries.Sessions...)
		all.Waits = append(all.Waits, q.entries.Waits...)
	}
	return p.j.Write(all)
}
