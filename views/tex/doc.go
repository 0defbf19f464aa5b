// Package tex sets mathematics and prose on the server.
//
// TeX becomes MathML by Temml, run inside goja; results are cached, inline
// styles are stripped, and a formula that cannot be read is shown as its own
// escaped text. Markdown becomes safe HTML by goldmark, with TeX between dollar
// signs. Everything here may be called from many goroutines.
package tex
