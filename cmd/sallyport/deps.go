package main

// Temporary: keeps go.mod whole while the packages are written side by side.
import (
	_ "fyne.io/fyne/v2/app"
	_ "github.com/adrg/xdg"
	_ "github.com/go-resty/resty/v2"
	_ "github.com/godbus/dbus/v5"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/pkg/browser"
	_ "github.com/pquerna/otp/totp"
	_ "github.com/spf13/cobra"
	_ "github.com/zalando/go-keyring"
	_ "go.uber.org/goleak"
	_ "golang.org/x/crypto/ssh"
	_ "golang.org/x/crypto/ssh/agent"
	_ "golang.org/x/crypto/ssh/knownhosts"
	_ "golang.org/x/sys/unix"
	_ "golang.org/x/term"
	_ "golang.org/x/time/rate"
	_ "modernc.org/sqlite"
	_ "pgregory.net/rapid"
)

func main() {}
