package launcher

import (
	"fmt"
	"os"
	"os/exec"
)

// Another starts this program a second time, beside itself. What it prints goes nowhere.
func Another(args ...string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	c := exec.Command(self, args...)
	if err := c.Start(); err != nil {
		return fmt.Errorf("start %s: %w", self, err)
	}
	go func() { _ = c.Wait() }() // how it ended is its own window's to say
	return nil
}
