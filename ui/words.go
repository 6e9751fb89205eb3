package ui

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"sallyport/assets"
)

// Every text of a window goes through tr or trn, with the English text as its
// key. A language is one file in assets/translations; en.json lists the keys.
// TestWords holds code and files together and says how to add a text.

// speech is a language and its texts.
type speech struct {
	tag     language.Tag
	phrases map[string]phrase
}

// phrase is a text in each plural form that the language has; without a number it is other.
type phrase map[plural.Form]string

// spoken is the language of this process's windows: English until speak. It
// is state of the package as the language of a process is in every toolkit:
// each text would else carry it along. Only the UI goroutine changes it,
// before it makes a window.
var spoken = &speech{tag: language.English}

// forms are the names of plural forms in the files, as the CLDR has them.
var forms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// speak chooses the first of the languages that there is a translation for;
// none is English.
func speak(wanted ...string) {
	spoken = &speech{tag: language.English}
	have := []language.Tag{language.English} // what is spoken if nothing fits
	for _, name := range assets.Languages() {
		have = append(have, language.Make(name))
	}
	want := make([]language.Tag, 0, len(wanted))
	for _, w := range wanted {
		want = append(want, language.Make(w))
	}
	_, i, sure := language.NewMatcher(have).Match(want...)
	if sure == language.No {
		return
	}
	name := have[i].String()
	spoken = &speech{tag: have[i], phrases: phrasesOf(assets.Translations(name))}
}

// phrasesOf reads a file of translations: a text, or one for each plural form.
func phrasesOf(file []byte) map[string]phrase {
	var raw map[string]any
	if json.Unmarshal(file, &raw) != nil {
		return nil // English; TestWords reads every file
	}
	all := make(map[string]phrase, len(raw))
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			all[key] = phrase{plural.Other: v}
		case map[string]any:
			all[key] = phrase{}
			for name, text := range v {
				if s, ok := text.(string); ok {
					all[key][forms[name]] = s
				}
			}
		}
	}
	return all
}

// tr is a text in the language of the window. The text itself is the key;
// {name} in it is replaced by the value that follows its name in args.
func tr(text string, args ...any) string {
	if p := spoken.phrases[text]; p[plural.Other] != "" {
		text = p[plural.Other]
	}
	return fill(text, args)
}

// trn is a text with a number, {n}, in it: what many says is the key.
func trn(n int, one, many string, args ...any) string {
	form, text := plural.Cardinal.MatchPlural(spoken.tag, max(n, -n), 0, 0, 0, 0), many
	if form == plural.One {
		text = one
	}
	if p := spoken.phrases[many]; p != nil {
		text = or(p[form], or(p[plural.Other], text))
	}
	return fill(text, append(args, "n", n))
}

func fill(text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
