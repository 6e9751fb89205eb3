// Package demovault is an embedded demo Secret Server: the vault of
// `sallyport demo` and the fake behind every test.
//
// Owns: its own idea of the vendor's REST API (one file per area), the users,
// folders, templates and secrets of the demo and the rights on them, access
// requests, ticket systems, check-outs and their expiry by the vault's clock,
// comments, password rotation, what is kept on disk, faults, the ledger of
// everything that happened, authentication exchanges with their codes and
// prompts, the Delinea Platform before the vault, and a loopback server, over
// HTTPS with an authority of its own where asked for, with two pages: the
// console, which plays everybody else, and /app/, where "Open in browser" leads.
//
// Never: imports ssclient, or shares a type with it. A wrong member name on
// one side must fail a test instead of cancelling itself out. It listens on
// loopback addresses only, unless Binding.AllowRemote, and never talks to anything.
//
// Imports: the standard library, modernc.org/sqlite (when StateDir is set),
// pquerna/otp (one-time codes), x/crypto (key pairs, what is kept on disk),
// filippo.io/age (QuantumLock).
//
// # Facts and inventions
//
// The behaviour follows the public record of Secret Server 11.7. What no
// public source says is invented in one place each: the error codes of
// refusals in refusal.go, the order of several blockers in state.go
// (no right to view, inactive, MFA, approval, pending password change, comment
// and check-out, QuantumLock), the permission to extend in checkout.go, who
// reviews access requests and what may still be changed about them in
// requests.go, how a QuantumLock takes in new users and how its password is
// changed in quantumlock.go, the numbers of ticket modes and types in tickets.go.
//
// Rights are List, View, Edit and Owner on secrets, and View, AddSecret, Edit
// and Owner on folders; a folder or secret without rights of its own inherits.
// Administrators are unlimited. Deleting a secret and changing its rules takes
// an owner. Who may list a secret but not view it finds it
// and reads its summary and its state, which is CannotView; all else is denied.
//
// Also invented: what the Platform says in Message when an answer is wrong, that
// an exchange survives wrong answers until its attempts are used up, how its
// token endpoint refuses (400 and an "error"), that a refresh token of the
// Platform is used up by one use, what a server says whose web services are off
// or that wants no direct API authentication, and all of the challenge before a
// secret: its calls are under /demo/secret-mfa/v1/ (secretmfa.go), its time is
// Settings.MFAInterval. The number to compare with the one in the mobile app is
// GeneratedAuthValue in the answer to StartOOB: that is what another product of
// the same ancestor calls it; no source says so of the Platform.
//
// The header X-CENTRIFY-NATIVE-CLIENT is not asked for, since the vendor's own
// Go module signs in without it. A bearer of the Platform that has expired gets
// 401 everywhere, since that module takes the exact 403 for a stale token from
// a Secret Server only. A deleted secret is still shown on the Platform, inactive,
// unless it has rules before it: those nobody could pass any more. On the Platform's address the vault is under
// /SecretServer: at the root, clients that probe an address would take the
// Platform for a Secret Server.
//
// A launch, a proxy and a terminal check a secret out as a read does. The
// address that a launch answers with names the session and nothing else, since
// there is no protocol handler to take more. Credentials of a proxy count for
// five minutes, on the demo's SSH host too, which stands for the proxy. Only
// what is in the secret's list of hosts may be prompted for. A session ends
// when it is terminated, or when the secret is checked in where the settings
// say so; a launcher of the vendor tells more, and by calls that are not public.
//
// A password change takes Settings.PasswordChangeTime and fails where
// SecretOptions.PasswordChangeFails says so, or where the account has another
// password than the vault thinks (Drift): it would be changed by signing in
// with the old one. A heartbeat notices that as well. Expired is a secret
// whose daysUntilExpiration is 0, until its password changes.
//
// Not public are the members of /preview and /listdetails, who may read /settings, what changes of a password are called in /state/flags and
// /internals, and which templates beyond the best known have which ids
// (stock.go). Folders with the name of a brother are refused, and only empty
// ones are deleted; both codes are ours.
//
// The stock template "Unix Account (SSH)" has no port. The vendor's manual
// says to add a field named Port to the template for another port than 22;
// the demo's administrator has done so (slug "port", exposed for display).
// Windows secrets have no such field: there a port other than 3389 is part of
// Machine, as in "127.0.0.1:3390".
//
// extendedFields are null in a list unless the caller names the wanted fields
// in filter.extendedFields or filter.extFieldsCombined, as on the real server.
//
// # Layout
//
// vault.go holds the state and its one mutex; router.go turns a request into a
// call and runs one handler under the mutex; each other file named after an
// area holds that area's handlers. A handler returns a value to encode or a
// refusal; it never writes to the connection, so faults can replace its answer
// after it has been committed.
//
// The pages need no script. front.go is what both have: visit.go their sessions
// and what tells their own requests from a hostile page's, form.go the reading of
// forms, console/ the templates, the style and the icon. console*.go is the
// console, one file for each part of it; apppage.go the vault's own page, of
// which only the sign-in and the challenge before a secret are there: both are
// inventions in looks, and the challenge is that of secretmfa.go.
package demovault
