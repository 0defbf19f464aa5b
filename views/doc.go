// Package views is the whole look of Coronium: every page is a templ component
// that takes one plain struct and writes HTML.
//
// A page's struct stands in a Go file of the page's name, its markup in the
// templ file beside it: today.go and today.templ give Today and TodayPage.
// Structs hold strings, numbers and slices only; nothing here knows the domain,
// the database or the request. app/web fills them, and reads back the form
// fields whose names are written in the comments of these structs.
//
// Prose that may hold mathematics has type Markdown, formulas have type TeX;
// both are set on the server by views/tex. Plots are plain structs of
// views/plot, drawn as SVG. Stylesheet, fonts and scripts are in views/static;
// views/build makes them. Every page works without JavaScript, and none needs
// an inline style or script, so the content security policy can be strict:
// see Policy.
//
// What app/web serves for the scripts: static.Handler under static.Prefix;
// events as RunStatus says; fragments LinePreviewPart, DraftSavedPart and
// RunStripPart; a POST that fails on its input answers 422 with the whole page
// again, errors in its fields; a POST that succeeds redirects with 303.
package views

// Policy is the content security policy that all pages are made for.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
