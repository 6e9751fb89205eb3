package launcher

import (
	"fmt"
	"net"
	"os"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// TestMain is also our program: sessions run this test binary as their helper,
// askpass and marker, exactly as they run sallyport.
func TestMain(m *testing.M) {
	if code, handled := Dispatch(os.Args); handled {
		// Not os.Exit: with -race it sleeps for a second, and ssh waits for us.
		unix.RawSyscall(unix.SYS_EXIT_GROUP, uintptr(code), 0, 0)
	}
	if len(os.Args) == 4 && os.Args[1] == "say" {
		os.Exit(say(os.Args[2], os.Args[3]))
	}
	if len(os.Args) == 3 && os.Args[1] == "session" {
		os.Exit(RunSession(os.Args[2]))
	}
	goleak.VerifyTestMain(m)
}

// say is a stranger's process: it sends one message to a socket and prints how
// many bytes came back, or that it may not even connect.
func say(socket, message string) int {
	c, err := net.Dial("unix", socket)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer c.Close()
	_, _ = fmt.Fprintln(c, message)
	n, _ := c.Read(make([]byte, 100))
	fmt.Println("bytes:", n)
	return 0
}
