package launcher

// advisories are faults of clients that a hostile host or somebody on the line
// could use, from the public CVE records (cvelistV5, read in 2026-11). Those of
// CVE-2026-22856 and CVE-2026-31884 are from the advisories' own pages, and no
// record was read of CVE-2023-51385 and CVE-2026-109953. Each is for versions
// from one, up to the first that has the correction. It is a small table for
// people to see that a client is old, not a scanner: a distribution knows better.
var advisories = []struct {
	Advisory
	product, from string
	os            string // "": all
}{
	{Advisory{
		"CVE-2023-48795", "9.6", "Terrapin: somebody on the line can cut out the first messages and weaken what follows", "",
	}, "OpenSSH", "0", ""},
	{Advisory{
		"CVE-2023-51385", "9.6", "shell characters in host or user names reach a ProxyCommand", "names are checked, and with the user's own configuration have no such characters",
	}, "OpenSSH", "0", ""},
	{Advisory{
		"CVE-2025-26465", "9.9p2", "another host can pass for the right one where VerifyHostKeyDNS is on", "it is off",
	}, "OpenSSH", "6.8", ""},
	{Advisory{
		"CVE-2026-106583", "10.6", "$ and \\ in a user name are expanded", "with the user's own configuration, names have neither",
	}, "OpenSSH", "0", ""},
	{Advisory{
		"CVE-2024-32459", "2.11.6", "a host can make it read past the end of a buffer", "",
	}, "FreeRDP", "0", ""},
	{Advisory{
		"CVE-2024-32459", "3.5.0", "a host can make it read past the end of a buffer", "",
	}, "FreeRDP", "3.0.0", ""},
	{Advisory{
		"CVE-2026-22856", "3.20.1", "a host can make it use memory it has given back, by a redirected serial port", "serial ports are never redirected",
	}, "FreeRDP", "0", ""},
	{Advisory{
		"CVE-2026-31884", "3.24.0", "a host can crash it by its sound", "",
	}, "FreeRDP", "0", ""},
	{Advisory{
		"CVE-2026-67305", "3.29.0", "a host can write past the end of a buffer when something is pasted", "",
	}, "FreeRDP", "0", "windows"},
	{Advisory{
		"CVE-2026-109953", "3.32.0", "/restricted-admin sends the password all the same", "it is never used",
	}, "FreeRDP", "3.0.0", ""},
	{Advisory{
		"CVE-2023-48795", "0.80", "Terrapin: somebody on the line can cut out the first messages and weaken what follows", "",
	}, "PuTTY", "0", ""},
	{Advisory{
		"CVE-2024-31497", "0.81", "some sixty signatures tell a P-521 key", "PuTTY is given no keys",
	}, "PuTTY", "0.68", ""},
}
