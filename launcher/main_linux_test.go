package launcher

import (
	"context"
	"encoding/json"
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
	if len(os.Args) == 3 && os.Args[1] == "app" {
		os.Exit(runApp(os.Args[2]))
	}
	goleak.VerifyTestMain(m)
}

// appSettings is what a test tells an app of its own.
type appSettings struct {
	Dir, KnownHosts, Terminal string
	Foreground                bool
	User                      string
	Port                      int
}

// runApp is a small Sallyport, to be killed: it starts one session with the
// password "hunter2" and prints what happens.
func runApp(settings string) int {
	var s appSettings
	if err := json.Unmarshal([]byte(settings), &s); err != nil {
		fmt.Println(err)
		return 1
	}
	l, err := New(Config{Dir: s.Dir, KnownHosts: s.KnownHosts, Foreground: s.Foreground})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer l.Close()
	ended := make(chan Outcome, 1)
	target := local(s.User, s.Port)
	target.Terminal = s.Terminal
	session, err := l.Start(context.Background(), target, credential("hunter2"), Handler{
		Connected: func() { fmt.Println("connected") },
		Ended:     func(o Outcome) { ended <- o },
		HostKey:   func(_ HostKeyQuestion, answer func(bool)) { answer(true) },
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("session", session.ID())
	fmt.Printf("ended %+v\n", <-ended)
	return 0
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
