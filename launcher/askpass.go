package launcher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Dispatch does the work of the links in a session's directory, which lead to
// our own program: ssh runs them as <dir>/askpass and <dir>/connected, macOS'
// Terminal as <dir>/session. On Windows ssh runs our program itself, and a
// variable says for which session. Call it first in main; where handled is true, exit with code.
func Dispatch(args []string) (code int, handled bool) {
	if len(args) == 0 {
		return 0, false
	}
	dir, name := calledFor(args)
	if !filepath.IsAbs(dir) || !sessionID.MatchString(filepath.Base(dir)) {
		return 0, false
	}
	switch name {
	case linkAskpass:
		return runAskpass(dir, args[1:]), true
	case linkUp:
		return runConnected(dir), true
	case linkJump:
		return runJump(dir), true
	case linkSession:
		return RunSession(dir), true
	}
	return 0, false
}

// runConnected tells helper and app that authentication was passed. ssh waits
// for it, so it does not wait long for anybody.
func runConnected(dir string) int {
	var p planFile
	if err := readPlan(dir, &p); err != nil {
		return 1
	}
	f, err := os.OpenFile(filepath.Join(dir, fileUp), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 1
	}
	f.Close()
	c, ok := dial(dir, hello{Role: roleConnected, Token: p.Tokens[roleConnected]})
	if !ok {
		return 0 // the file tells the next app
	}
	defer c.Close()
	// Until the app has told its Handler: Connected comes before Ended.
	_ = within(context.Background(), byeLimit, c, func() error {
		_, err := io.ReadAll(io.LimitReader(c, 256))
		return err
	})
	return 0
}

// runAskpass passes ssh's question to the app and the answer to ssh.
func runAskpass(dir string, args []string) int {
	// This process holds the password for a moment: no dump of it, by anyone.
	keepMemory()
	buf := make([]byte, 1+maxPassword+1) // never grows: no copy is left behind
	defer clear(buf)
	answer, err := ask(dir, args, buf)
	if err == nil {
		_, err = os.Stdout.Write(answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sallyport askpass:", err)
		stopClient(dir)
		return 1
	}
	return 0
}

// ask returns the answer as a part of buf.
func ask(dir string, args []string, buf []byte) ([]byte, error) {
	var p planFile
	if err := readPlan(dir, &p); err != nil {
		return nil, err
	}
	if len(args) != 1 || len(args[0]) > maxPrompt {
		return nil, errors.New("this is not a question of ssh")
	}
	c, ok := dial(dir, hello{Role: roleAskpass, Token: p.Tokens[roleAskpass], Prompt: args[0]})
	if !ok {
		return nil, errors.New("sallyport does not run any more")
	}
	defer c.Close()
	n, err := io.ReadFull(c, buf) // without a limit: a person may have to think
	if !errors.Is(err, io.ErrUnexpectedEOF) || buf[0] != replyAnswer || n < 1 {
		return nil, errors.New("this question is not answered")
	}
	return buf[1:n], nil
}

// stopClient kills the ssh that asked, while it still waits for us. It would
// take no answer for an empty password and send that; some hosts lock an
// account after a few of those.
func stopClient(dir string) {
	var helper process
	if readJSON(filepath.Join(dir, fileHelper), &helper) != nil {
		return
	}
	if !descends(os.Getppid(), helper.PID) || !helper.alive() {
		return
	}
	if ssh, err := os.FindProcess(os.Getppid()); err == nil {
		_ = ssh.Kill()
	}
}

func readPlan(dir string, p *planFile) error {
	if err := checkPrivate(dir); err != nil {
		return err
	}
	return readJSON(filepath.Join(dir, filePlan), p)
}
