// Package axe holds axe-core (Deque Systems, MPL 2.0), which the browser tests
// run on every page. Nothing that serves imports it.
package axe

import _ "embed"

// Source is the script; it defines window.axe.
//
//go:embed axe.min.js
var Source string
