package main

import (
	"fmt"
	"io"
)

// deliver writes what a command is for.
func deliver(to io.Writer, b []byte) error {
	if _, err := to.Write(b); err != nil {
		return unwritable(err)
	}
	return nil
}

func unwritable(err error) error {
	return &exitError{exitFailed, fmt.Sprintf("the output could not be written: %v", err)}
}
