package launcher

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain is also our program: sessions run this test binary as their helper,
// askpass and marker, exactly as they run sallyport.
func TestMain(m *testing.M) {
	if code, handled := Dispatch(os.Args); handled {
		os.Exit(code)
	}
	if len(os.Args) == 3 && os.Args[1] == "session" {
		os.Exit(RunSession(os.Args[2]))
	}
	goleak.VerifyTestMain(m)
}
