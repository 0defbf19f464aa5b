package views

// DemoPerson is one "sign in as" button, offered in demo mode only. Its form
// posts field "person" with the ID to DemoURL.
type DemoPerson struct {
	ID, Name string
	Role     string // "trainee", "advisor"
	Says     string // "flagged; has not answered yet"
}

// Home is the public start page: what Coronium is.
type Home struct {
	Page Page
	Demo []DemoPerson // empty unless in demo mode
}

// SignIn is the sign-in page; it posts email, password and back to SignInURL.
type SignIn struct {
	Page  Page
	Email Field // Name is "email"
	Error string
	Back  string
	Demo  []DemoPerson
}

// ErrorPage is any failure a person can meet: 403, 404, 422, 429, 500, 503.
type ErrorPage struct {
	Page   Page
	Status int
	What   Markdown // one sentence: what happened; empty takes the sentence for the status
	Mend   Markdown // one sentence: what to do now; empty takes the one for the status
	// Reference names the log line of an internal fault, so that it can be told
	// to whoever runs the site.
	Reference string
	Links     []Link // ways on
}

// Account is a person's own settings.
type Account struct {
	Page           Page
	Name           string
	Email          string
	Role           string
	Zone           string
	PasswordAction string // POST fields: old, new; empty hides the form
	PasswordError  string
	Shortcuts      bool
	SettingsAction string // POST fields: shortcuts ("on" or absent), theme
	LogTextURL     string // the same in words
	LogURL         string // the entries of the log about this person
	WritingURL     string // how this person's programs were written; may be empty
}

// Help is the page on keys and on how work is judged.
type Help struct {
	Page Page
}
