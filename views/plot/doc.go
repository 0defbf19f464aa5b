// Package plot draws the figures of Coronium as SVG: pure functions from plain
// structs to markup.
//
// Every figure has a title, a description that says the finding, and a table of
// its numbers, so that nothing is only to be seen. Colours are classes of
// coronium.css (membrane, spike, recovery, doubt), which turn with light and
// dark; no style attribute and no script is written, so a strict content
// security policy holds. Yours is solid, the reference dotted, a theory drawn
// over circles of simulation, a sealed prediction ochre; each has a mark or a
// dash besides its colour.
package plot
