package ui

import "sallyport/ui/widgets"

// told is what a button does, with the key that does the same.
func told(words, key string) string { return words + " · " + key }

// keyed tells of a button what the help says of the key that does the same.
func keyed(b *widgets.Button, a action) *widgets.Button {
	for _, k := range keyTable {
		if k.act == a {
			b.WithTip(told(tr(k.text), tr(k.show)))
		}
	}
	return b
}
