package main

import "context"

// challenge answers a multifactor challenge on the terminal.
func (p *projection) challenge(_ context.Context) error { return nil }
