package launcher

// Names in a session's directory that plans speak of. The links lead to our
// own program, see Dispatch.
const (
	fileAgent   = "key.sock"   // the agent, where the session has a key
	filePublic  = "key.pub"    // the public part of that key
	fileConfig  = "ssh_config" // where the user's own configuration is wanted
	dirPuTTY    = "putty"      // what PuTTY has in place of the user's settings
	linkAskpass = "askpass"
	linkUp      = "connected"
	linkJump    = "jump"
	linkKnown   = "known_hosts"
	linkSession = "session"
	fileCommand = "session.command" // macOS: what the terminal runs
)
