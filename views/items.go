package views

import "coronium/views/plot"

// Items is how a course's check items do: what is hard, what tells people apart, what was withdrawn.
type Items struct {
	Page      Page
	Course    string
	Strip     plot.ItemStrip
	Exercises []ItemsOf
	BackURL   string
}

// ItemsOf is the items of one exercise.
type ItemsOf struct {
	Exercise string
	Rows     []ItemRow
}

// ItemRow is one kind of item.
type ItemRow struct {
	Family         string // "C1 number"
	Asks           string
	Asked          int
	Right          string // "72 %"
	RightOfCleared string // "95 % of 20"; empty when nobody is cleared without it
	Discrimination string
	Time           string
	Guess          string
	Out            bool
}
