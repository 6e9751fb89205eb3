// Package launcher turns a target and a credential into a native client, and
// knows when that client has ended.
//
// Owns: the command line of each client on each system (as data, from
// PlanFor), the private directory and socket over which a credential reaches
// exactly the process that may have it, the helper that watches ssh from
// inside the terminal, finding the tools that are installed.
// Never: decides whether to launch; puts a secret in an argument, the
// environment or a file.
// Imports: os/exec, crypto/tls, x/crypto/ssh, x/sys, workflow/sealed.
//
// How an SSH session runs on Linux. Start makes <Dir>/<id>/ (0700) with
// plan.json (command line and one-time tokens), the socket ctl.sock on which
// the app listens, and two links to our own program: askpass and connected.
// It opens a terminal window that runs `sallyport session <dir>`; that helper
// (RunSession) dials ctl.sock, is told to go, and only then starts ssh. ssh
// runs the askpass link for every question it has, and the connected link once
// after authentication (LocalCommand); both dial ctl.sock too. The broker
// answers the one question it may: the password of this user on this host, once.
//
// The password goes to the target's own ssh alone, which is told by its process
// and not only by its words. What else is asked, by the target or by the ssh of
// a jump host, a person is asked, with the name that ssh writes before it; a
// host key is asked about as ever. The ssh that leads to a jump host is started
// by the link jump, from the plan and without a shell. Where the user wants his
// own configuration read, ssh gets a file that turns off first what must stay
// off, and then includes it: that counts for jump hosts which it names as well.
//
// plink and PuTTY are handed the password on a pipe, which their helper fetches
// over its socket and does not read. PuTTY does not say who asks, and its own
// question about a host's key cannot be answered for it; so the key is looked at
// first (lookAtKey), asked about, written into our known_hosts, and PuTTY is held
// to it. It takes neither keys nor jump hosts, and asks nothing.
//
// A private key stays in this process: the session has an agent of its own, on
// key.sock, that answers no process but this very ssh, and signs one thing,
// once: the sign-in of this user, in the session that ssh bound it to. Then, at
// the latest after a minute, the key is wiped. The user's agent and keys have
// no part in it. An app that is killed takes the key along; its ssh has signed
// in by then, or fails.
//
// The end of a session is what the helper says on its connection, or the end
// of that connection. What the terminal does means nothing: most of them hand
// over to a server and exit at once.
//
// When the app is killed the helper keeps ssh and redials; Reattach listens on
// the same socket again. If ssh ends first, the helper leaves a file "ended".
//
// On macOS and Windows it is the same, with other means: Terminal or iTerm2 run
// a file that finds our program beside itself; Windows has named pipes that
// only this user can open for the sockets, a console for the terminal, and a
// job for what the kernel does on Linux when a helper is killed. Names of
// files: system_GOOS.go is what each system does in its own way, process_GOOS.go
// how a process is named, watched and ended; all else is shared.
//
// On Windows ssh says in its log that it is signed in, as there is no shell
// that could run the marker, and it runs our program itself for its questions,
// which learns from a variable for which session: not everybody may make links
// there.
//
// Windows' own remote desktop client reads the password from the user's
// credential store. It is put there when the host's certificate is known, for
// this sign-in to Windows only, and taken away when the client says that it is
// connected, at the end, and after ten seconds in any case; what an app that was
// killed left is found by its comment. An entry of the user's own under the
// same name is put aside and put back; where that cannot be done, nothing is
// started. The client's log (1026, 1027) says how it went.
//
// How a remote desktop runs on Linux. It is the same helper, without a terminal
// and with a pipe: sallyport session <dir> inherits the reading end, and hands
// it to FreeRDP unread. FreeRDP is the helper's child and not the app's, so
// that its exit code is known whatever becomes of the app. Before the helper is
// told to go, the app looks at the host's certificate itself (probe), asks the
// user where the host is new, and stops where it shows another certificate than
// before; then it writes the password into the pipe, once. FreeRDP is held to
// that very certificate: its own checks are turned off one by one, see
// freeRDPOptions. That it is signed in is read from its log, for which it is
// given a terminal nobody sees (to a pipe it writes in blocks of kilobytes).
//
// Through a gateway nobody can look at the host before the sign-in there: its
// certificate has to be trusted already, the gateway's is looked at in its
// place, and the pipe carries a second password, the gateway's (gateway.go).
//
// Remmina, where the user has chosen it, runs the same way with a profile in the
// session's directory instead of a pipe, and the password is given to the
// Handler, for its user to paste (remmina.go). It is held to no certificate: it
// asks itself.
//
// FreeRDP signs in a second time by itself when a host hangs up during the
// sign-in, which is how some hosts say that a password is wrong. The helper
// kills it at the first word of that.
//
// Where a host does not check the password before it shows a screen (xrdp; a
// Windows host without network level authentication), a wrong password is
// answered by the host's own sign-in window: the session counts as connected.
//
// A question that is not answered never gets an empty answer either: askpass
// kills the ssh that asked. ssh would send an empty password, which counts as
// a failed sign-in on the host and may lock the account.
package launcher
