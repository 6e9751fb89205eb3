package assets

import "embed"

//go:embed icons/*.svg
var icons embed.FS

//go:embed icons/app.png
var picture []byte

// Picture is the program's own, as a PNG for desktops.
func Picture() []byte { return picture }

// Icon is the SVG named name, without its extension; nil if there is none.
func Icon(name string) []byte {
	b, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil
	}
	return b
}
