// Package app holds the one mutable state of Sallyport and the loop that
// changes it, headless: a window, a terminal and a test are projections of it.
//
// Owns: the mailbox and its loop, performing effects, timers, the journal of
// check-outs, recovery after a crash, check-in at quit, settings.
// Never: draws, knows a toolkit, speaks HTTP or starts processes itself.
// Imports: workflow, ssclient and launcher through its ports.
package app
