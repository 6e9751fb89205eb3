# Everything a newcomer needs: `make run`, `make test`, `make help`.

SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
BIN := out/sallyport
# The cursor of a text field does not blink: Fyne repaints the whole window for each step of its fading.
TAGS := no_animations

# The system packages, named once. BUILD compiles the window, RUN opens it and
# plays the tour where there is no display, TEST is the real parts of the tests.
BUILD_PACKAGES := gcc libc6-dev libgl1-mesa-dev libx11-dev libxcursor-dev libxi-dev libxinerama-dev libxrandr-dev libxxf86vm-dev pkg-config
RUN_PACKAGES   := freerdp2-x11 libgl1-mesa-dri openbox openssh-client scrot x11-utils xauth xdotool xterm xvfb
TEST_PACKAGES  := chromium dbus desktop-file-utils dunst freerdp2-shadow-x11 gnome-keyring gnome-terminal kitty konsole libsecret-tools openssh-server procps putty putty-tools remmina remmina-plugin-rdp strace xfce4-terminal xclip xorgxrdp xrdp

# BENCH_PACKAGES are the keyring in which a large vault is remembered.
BENCH_PACKAGES := dbus gnome-keyring

# SCREENS_PACKAGES are what stands around the window in some of its pictures:
# a keyring, notifications, a remote desktop.
SCREENS_PACKAGES := dbus dunst freerdp2-shadow-x11 gnome-keyring

# WINDOWS_PACKAGES cross-compile the program for Windows, WINE_PACKAGES run it there.
WINDOWS_PACKAGES := gcc-mingw-w64-x86-64
WINE_PACKAGES    := wine wine64

# need checks packages and installs those that are missing; where there is no
# apt it says what to install by the names used there.
define need
@missing=$$(for p in $(1); do dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || echo $$p; done); \
if [ -z "$$missing" ]; then exit 0; fi; \
if ! command -v apt-get >/dev/null; then \
	if [ -n "$$SALLYPORT_HAVE_PACKAGES" ]; then exit 0; fi; \
	echo "Sallyport needs a C compiler, the OpenGL and X11 headers, an SSH client and a terminal emulator:"; \
	echo "  Fedora:   sudo dnf install gcc libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel mesa-libGL-devel openssh-clients xterm xorg-x11-server-Xvfb openbox xdotool scrot"; \
	echo "  Arch:     sudo pacman -S gcc libx11 libxcursor libxrandr libxinerama libxi libxxf86vm mesa openssh xterm xorg-server-xvfb openbox xdotool scrot"; \
	echo "  openSUSE: sudo zypper install gcc libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel libXi-devel libXxf86vm-devel Mesa-libGL-devel openssh-clients xterm xorg-x11-server-Xvfb openbox xdotool scrot"; \
	echo "  macOS:    xcode-select --install"; \
	echo "Then run: make SALLYPORT_HAVE_PACKAGES=1 $(MAKECMDGOALS)"; exit 1; \
fi; \
if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
echo "installing" $$missing; \
{ $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing; } >out/apt.log 2>&1 \
	|| { tail -n 5 out/apt.log; echo "could not install the packages above; out/apt.log has the rest"; exit 1; }
endef
export SALLYPORT_HAVE_PACKAGES

## run: install what is missing, build, open the window on the demo vault (no display: play the tour)
.PHONY: run
run: run-packages build
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then exec $(BIN) --demo; else $(GO) run ./cmd/tour -bin $(BIN) -out out/tour; fi

## test: install what the tests need and run all of them, the real window and the real sshd included
.PHONY: test
test: test-packages
	$(GO) test -race -shuffle=on -timeout 30m ./...

## build: compile the program to out/sallyport
.PHONY: build
build: build-packages
	$(GO) build -trimpath -tags "$(TAGS)" -o $(BIN) ./cmd/sallyport

# Where install puts things: make install PREFIX=/usr/local
PREFIX ?= $(HOME)/.local
APP_ID := io.github.sallyport

## install: build, and put the program with its icon and its place in the desktop's menu below PREFIX (~/.local)
.PHONY: install
install: build
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/sallyport
	install -D -m 644 assets/$(APP_ID).desktop $(DESTDIR)$(PREFIX)/share/applications/$(APP_ID).desktop
	install -D -m 644 assets/icons/sallyport.svg $(DESTDIR)$(PREFIX)/share/icons/hicolor/scalable/apps/$(APP_ID).svg
	install -D -m 644 assets/icons/app.png $(DESTDIR)$(PREFIX)/share/icons/hicolor/256x256/apps/$(APP_ID).png

## uninstall: take away what install put there; what Sallyport has written stays
.PHONY: uninstall
uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/sallyport share/applications/$(APP_ID).desktop share/icons/hicolor/scalable/apps/$(APP_ID).svg share/icons/hicolor/256x256/apps/$(APP_ID).png)

## build-windows: cross-compile the program for Windows to out/sallyport.exe
.PHONY: build-windows
build-windows: build-packages
	$(call need,$(WINDOWS_PACKAGES))
	CC=x86_64-w64-mingw32-gcc GOOS=windows GOARCH=amd64 CGO_ENABLED=1 $(GO) build -trimpath -tags "$(TAGS)" -o $(BIN).exe ./cmd/sallyport

## e2e-windows: run what was built for Windows in Wine: the launcher's tests, the desktop's, and the commands against a demo vault
.PHONY: e2e-windows
e2e-windows: build-windows
	$(call need,$(WINE_PACKAGES))
	SALLYPORT_EXE=$(CURDIR)/$(BIN).exe $(GO) test -tags wine -count=1 -timeout 10m -run 'TestWine' -v ./cmd/sallyport

## check: formatting, vet for three systems, static analysis, the structure tests
.PHONY: check
check: build-packages
	@unformatted=$$($(GO) tool gofumpt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "not formatted (go tool gofumpt -w FILE):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	@for os in windows darwin; do echo "GOOS=$$os go vet (packages without cgo)"; GOOS=$$os CGO_ENABLED=0 $(GO) vet $$($(GO) list ./... | grep -vE 'sallyport/(ui|cmd)(/|$$)') || exit 1; done
	$(GO) vet -tags wine ./cmd/sallyport
	$(GO) tool staticcheck ./...
	$(GO) test ./cmd/sallyport -run 'TestArchitecture'

## e2e: the tests of the real window, the real ssh and the real sshd alone
.PHONY: e2e
e2e: test-packages
	$(GO) test -race -count=1 -timeout 30m -run 'TestReal' -v ./cmd/... ./launcher/...

## tour: the guided tour in a window of its own (screenshots in out/tour)
.PHONY: tour
tour: run-packages build
	$(GO) run ./cmd/tour -bin $(BIN) -out out/tour

## screens: a picture of every screen of the window, light and dark, at 100, 150 and 200 % (out/screens; ONLY=dark-200/offline takes a few)
.PHONY: screens
screens: run-packages build
	$(call need,$(SCREENS_PACKAGES))
	$(GO) run ./cmd/tour -screens -bin $(BIN) -out out/screens -only '$(ONLY)'

## bench: print the speeds that this project watches
.PHONY: bench
bench: run-packages build
	$(call need,$(BENCH_PACKAGES))
	$(GO) run ./cmd/bench -bin $(BIN)
	$(GO) test -run '^$$' -bench . -benchtime 300ms ./workflow ./app/... ./ui ./ssclient/...

## golden: write the golden files anew; look at the difference before you commit it
.PHONY: golden
golden: build-packages
	$(GO) test ./workflow ./launcher ./ssclient/connector ./ui -run "Golden|PlansOnEverySystem|EveryTerminal" -update
	SALLYPORT_WRITE_GOLDEN=1 $(GO) test ./cmd/sallyport -run 'TestRealCommands/every_secret'

## clean: remove what was built
.PHONY: clean
clean:
	rm -rf out

## help: list the targets
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

.PHONY: build-packages run-packages test-packages
build-packages: | out
	$(call need,$(BUILD_PACKAGES))
run-packages: build-packages
	$(call need,$(RUN_PACKAGES))
test-packages: run-packages
	$(call need,$(TEST_PACKAGES))

out:
	@mkdir -p out
