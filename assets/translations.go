package assets

import "embed"

//go:embed translations/*.json
var translations embed.FS

// Translations is the file of a language, named by its tag; nil if there is none.
func Translations(lang string) []byte {
	b, err := translations.ReadFile("translations/" + lang + ".json")
	if err != nil {
		return nil
	}
	return b
}

// Languages are the tags of all files of translations.
func Languages() []string {
	files, err := translations.ReadDir("translations")
	if err != nil {
		return nil
	}
	tags := make([]string, 0, len(files))
	for _, f := range files {
		tags = append(tags, f.Name()[:len(f.Name())-len(".json")])
	}
	return tags
}
