package apptest

import "sallyport/workflow/sealed"

// Paste plays a client that takes no password and has it pasted.
func (c *Client) Paste(password string) { c.on.Paste(sealed.New([]byte(password))) }
