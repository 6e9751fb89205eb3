package launcher

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var caseOf = regexp.MustCompile(`[a-z]+(-[a-z]+)*$`)

// TestWhatRealFreeRDPsHaveSaid holds our reading of FreeRDP's words and exit
// codes to what real ones said when they were played against a real xrdp and
// FreeRDP's own host: a line with the exit code, then all that they wrote, with
// the times and addresses made equal. The files are named by client, version
// and what was done.
func TestWhatRealFreeRDPsHaveSaid(t *testing.T) {
	files, err := filepath.Glob("testdata/freerdp/*.txt")
	must(t, err)
	want := map[string]Outcome{
		"logged-off":          {Connected: true, Why: Closed, Detail: "the user was logged off on the host"},
		"window-closed":       {Connected: true, Why: Closed},
		"asked-to-end":        {Connected: true, Why: Closed},
		"host-stopped":        {Connected: true, Why: Dropped},
		"refused":             {Why: Refused, Detail: "the host closed the connection when it was shown the password"},
		"another-certificate": {Why: CertificateChanged, Detail: "it showed another certificate to FreeRDP than to Sallyport"},
	}
	played := map[string]int{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			must(t, err)
			how, said, _ := strings.Cut(string(text), "\n")
			e := evidence{code: -1, hybrid: true}
			_, _ = fmt.Sscanf(how, "exit %d", &e.code)
			// What heard does with each line, without a process.
			out := tail{heard: func(line string) {
				e.connected = e.connected || strings.Contains(line, markUp)
				e.broken = e.broken || !e.connected && strings.Contains(line, markBroken)
			}}
			_, _ = out.Write([]byte(said))
			e.lines = out.lines()
			did := caseOf.FindString(name)
			played[did]++
			got := classifyRDP(e)
			if got.Code != e.code || want[did] == (Outcome{}) {
				t.Fatalf("%q, the code %d", did, got.Code)
			}
			if got.Code = 0; did == "host-stopped" {
				got.Detail = ""
			}
			if got != want[did] {
				t.Errorf("%+v, want %+v", got, want[did])
			}
		})
	}
	for did := range want {
		if played[did] == 0 {
			t.Errorf("no recording of %s", did)
		}
	}
}
