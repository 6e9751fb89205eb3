package app

// QuestionPrompt is what a host asks on the way in beside what the vault
// holds: a code, the password of a jump host. Text and From are its words and
// its name; nothing else is known of it.
type QuestionPrompt struct {
	From string // user@host; "": ssh on this machine
	Jump bool   // a host on the way to the secret's machine
	Text string // several lines; "": the password of From
	Echo bool   // what is typed may be seen
}

// TunnelView leads from a port of this machine to one that the session's host reaches.
type TunnelView struct {
	Own  int
	Host string
	Port int
}
