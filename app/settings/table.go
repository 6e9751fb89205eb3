package settings

// Table is how folders are shown.
type Table struct {
	Columns []TableColumn `json:"columns,omitempty"` // none: the usual ones
	Sort    string        `json:"sort,omitempty"`    // the column; "": the name
	Down    bool          `json:"backwards,omitempty"`
}

// TableColumn is one column, in the toolkit's measure. 0: as wide as it comes.
type TableColumn struct {
	Name  string `json:"name"`
	Width int    `json:"width,omitempty"`
}
