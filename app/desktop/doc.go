// Package desktop is what the program has to do with the desktop around it,
// beside its window: the clipboard, notifications, the screen's lock, and that
// there is one window only.
//
// Owns: the X selection that holds a copied secret; the connection to the
// notification service; what the session says about locking and sleeping; how
// long nobody was there; what of all that this desktop has; the lock and the
// socket of the one window.
// Never: decides what is copied, said or locked.
// Imports: workflow/sealed, jezek/xgb, godbus, flock; golang.org/x/sys on Windows.
package desktop
