package app

import (
	"context"
	"strings"

	"sallyport/ssclient"
	"sallyport/workflow"
)

// suggestMinutes is what the extend dialog starts with, where the maximum allows it.
const suggestMinutes = 15

// askExtend opens the dialog, once.
func (a *App) askExtend(id int) {
	sec := a.s.secrets[id]
	if sec == nil || sec.hold == nil || !sec.hold.mayExtend || a.asks(PromptExtend) {
		return
	}
	most := sec.hold.maxExtend(a.s.rules)
	suggest := suggestMinutes
	if most > 0 {
		suggest = min(suggest, most)
	}
	a.ask(PromptView{
		Kind: PromptExtend, Secret: sec.name(),
		Extend: ExtendPrompt{SecretID: id, Max: most, Suggest: suggest},
	}, nil)
}

// maxExtend is how many minutes can still be added, as far as is known; 0: unknown.
func (h *holding) maxExtend(rules ssclient.Settings) int {
	if rules.MaxExtensionMinutes == 0 {
		return 0
	}
	return max(1, rules.MaxExtensionMinutes-h.extended)
}

// extend asks the vault for more time. Its answer, not our sum, is the new end.
func (a *App) extend(i Extend) {
	p := a.open(i.PromptID)
	if p == nil || p.view.Kind != PromptExtend || p.view.Extend.Busy {
		return
	}
	sec := a.s.secrets[p.view.Extend.SecretID]
	reason := strings.TrimSpace(i.Reason)
	if sec == nil || sec.hold == nil || i.Minutes < 1 || reason == "" {
		return
	}
	h, vault := sec.hold, a.access()
	p.view.Extend.Busy, p.view.Extend.Problem = true, Problem{}
	a.setHoldBusy(h, BusyExtending)
	sec.epoch++
	a.async(a.ctx, func(ctx context.Context) func() {
		ext, err := vault.ExtendCheckOut(ctx, sec.id, i.Minutes, reason)
		received := a.now()
		st, readErr := vault.SecretState(ctx, sec.id) // what it did, whatever it said
		return func() {
			p.view.Extend.Busy = false
			a.wrote(sec.id, sec.name(), stepExtend, outcomeOf(err))
			sec.epoch++
			if sec.hold != h {
				a.closePrompt(p) // over meanwhile: the pane says how
				return
			}
			h.busy = NotBusy
			if err == nil && !ext.End.IsZero() {
				h.lease = h.lease.Observe(workflow.Reading{Received: received, Until: ext.End})
			}
			before := h.lease.Ends()
			if readErr == nil {
				a.stateRead(sec, st)
			}
			grew := sec.hold == h && h.lease.Ends().After(before)
			if err != nil && !(ssclient.Doubtful(err) && grew) {
				p.view.Extend.Problem = a.extendProblem(err, sec, h)
				return
			}
			h.extended += i.Minutes
			h.lease.Total = max(h.lease.Total, h.lease.Remaining())
			h.warned = 0
			a.closePrompt(p)
		}
	})
}

func (a *App) extendProblem(err error, sec *secret, h *holding) Problem {
	p := a.failed(err)
	if p.Kind == ProblemRefused {
		p.Kind = ProblemExtendRefused
		p.Minutes = h.maxExtend(a.s.rules)
		if p.Minutes > 0 || strings.Contains(strings.ToLower(p.Detail), "max") {
			p.Kind = ProblemExtendTooLong
		}
	}
	p.Secret = sec.name()
	return p
}
