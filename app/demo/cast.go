package demo

import "time"

// character is one of the demo's people.
type character struct {
	login, name string
	says        string // where they stand, on the start page
	plays       func(*act) error
}

const day = 24 * time.Hour

// cast is the advisor and ten trainees. Days count from the beginning of the course, which began twelve
// days before the demo was first started; each does at most one thing at a time.
var cast = []character{
	{login: advisor, name: "Dr Amara Okafor", says: "sees who is stuck, and the flag that waits for a decision"},
	{login: "sato", name: "Mira Sato", says: "finished; understanding shown in the sittings", plays: func(a *act) error {
		return a.all(
			a.at(1*day, a.predict(.12)), a.at(1*day+time.Hour, a.derive("worked")), a.at(2*day, a.implement("solution")),
			a.at(4*day, a.sit(1, wellAll)), a.at(6*day, a.sit(2, wellAll)), a.at(6*day+time.Hour, a.critique(true)))
	}},
	{login: "weber", name: "Jonas Weber", says: "first sitting done, the second one waits", plays: func(a *act) error {
		return a.all(
			a.at(3*day, a.predict(.3)), a.at(3*day+2*time.Hour, a.derive("worked")), a.at(5*day, a.implement("misconception off-by-one")),
			a.at(5*day+time.Hour, a.implement("solution")), a.at(10*day, a.sit(1, undecided)))
	}},
	{login: "diallo", name: "Amina Diallo", says: "stuck: her logarithm is upside down", plays: func(a *act) error {
		return a.all(a.at(6*day, a.predict(.25)), a.at(9*day, a.derive("wrong-inverted-log")))
	}},
	{login: "ferri", name: "Luca Ferri", says: "stuck on the same line, from another side", plays: func(a *act) error {
		return a.all(a.at(7*day, a.predict(.5)), a.at(10*day, a.derive("wrong-rest-for-reset")))
	}},
	{login: "petrova", name: "Elena Petrova", says: "her program resets to rest; the mistake is known by name", plays: func(a *act) error {
		return a.all(
			a.at(4*day, a.predict(.2)), a.at(5*day, a.derive("worked")),
			a.at(10*day, a.implement("misconception reset-to-rest")), a.note("derive", "A clean derivation. Read your line 5 once more before you mend the program: from where does V climb?", 11*day))
	}},
	{login: "haddad", name: "Noor Haddad", says: "flagged; has answered, the advisor decides", plays: func(a *act) error {
		return a.all(
			a.at(2*day, a.predict(.4)), a.at(2*day+time.Hour, a.derive("worked")), a.at(3*day, a.implement("bank 1")),
			a.at(5*day, a.sit(1, guesses)), a.at(7*day, a.sit(2, guesses)),
			a.at(8*day, a.answerFlag("I wrote the loop with a friend in the lab and changed the constants myself. In the second sitting I sat on a train. I would like to do it again, in the room.", true)))
	}},
	{login: "osei", name: "Samuel Osei", says: "flagged this morning; sees it before anybody else", plays: func(a *act) error {
		return a.all(
			a.at(6*day, a.predict(.6)), a.at(6*day+time.Hour, a.derive("worked")), a.at(7*day, a.implement("bank 0")),
			a.at(9*day, a.sit(1, guesses)), a.at(11*day, a.sit(2, guesses)))
	}},
	{login: "mensah", name: "Kofi Mensah", says: "inconclusive after two sittings; asks for a fresh one", plays: func(a *act) error {
		return a.all(
			a.at(2*day, a.predict(.35)), a.at(3*day, a.derive("worked")), a.at(4*day, a.implement("solution")),
			a.at(6*day, a.sit(1, undecided)), a.at(8*day, a.sit(2, undecided)),
			a.at(9*day, a.askFresh("In the second sitting I mixed up the step and the time. I would like to show it again.")))
	}},
	{login: "kim", name: "Hana Kim", says: "predictions sealed; the derivation is half done", plays: func(a *act) error {
		return a.all(a.at(10*day, a.predict(.15)), a.at(11*day, a.derive("begun")), a.extend("Ill for a week.", 11*day))
	}},
	{login: "rivera", name: "Tomás Rivera", says: "has not begun"},
}
