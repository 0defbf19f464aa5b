package views

import "strings"

// spelled parts the letters of a code, so that a screen reader says each.
func spelled(code string) string { return strings.Join(strings.Split(code, ""), " ") }
