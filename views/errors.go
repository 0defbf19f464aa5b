package views

import "net/http"

// The words of an error page when the handler has none of its own. A title
// says what happened, in the reader's terms and not the protocol's.

func errorTitle(status int) string {
	switch status {
	case http.StatusForbidden:
		return "This page is not yours to see"
	case http.StatusNotFound:
		return "There is no such page"
	case http.StatusMethodNotAllowed:
		return "This address is not asked in that way"
	case http.StatusRequestEntityTooLarge:
		return "That is too long"
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "That could not be read"
	case http.StatusTooManyRequests:
		return "Too much at once"
	case http.StatusServiceUnavailable:
		return "Not at the moment"
	}
	return "Something broke on our side"
}

func errorWhat(status int) Markdown {
	switch status {
	case http.StatusForbidden:
		return "You are signed in, but this belongs to another person or another role."
	case http.StatusNotFound:
		return "The address may be mistyped, or what stood here has been closed or moved."
	case http.StatusMethodNotAllowed:
		return "A form was sent to a page that only shows something, or the other way round."
	case http.StatusRequestEntityTooLarge:
		return "What you sent is larger than this field takes. Nothing of it was kept."
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "Something in the form has no meaning here, so nothing was changed."
	case http.StatusTooManyRequests:
		return "More requests came from you in a minute than one person makes."
	case http.StatusServiceUnavailable:
		return "The queue is full or a part of the machine is missing. Work that was acknowledged is safe."
	}
	return "Your last saved work is safe: every hand-in is stored before it is acknowledged."
}

func errorMend(status int) Markdown {
	switch status {
	case http.StatusForbidden:
		return "If you expected to see it, ask your advisor to check which course you are enrolled in."
	case http.StatusNotFound:
		return "Start again from your first page; everything that is open to you is linked there."
	case http.StatusRequestEntityTooLarge:
		return "Programs may be up to 256 kB; a line of a derivation up to 10 kB."
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "Go back, look at the fields that were filled in, and send it again."
	case http.StatusTooManyRequests:
		return "Wait a minute, then try again."
	case http.StatusServiceUnavailable:
		return "Try again in a minute. If it stays, tell whoever runs this site to run `coronium doctor`."
	}
	return "Try once more. If it happens again, tell whoever runs this site."
}

func orWords(own, usual Markdown) Markdown {
	if own != "" {
		return own
	}
	return usual
}

// errorLinks are the ways on: those given, else the first page, and the
// sign-in for people who are not signed in.
func errorLinks(v ErrorPage) []Link {
	if len(v.Links) > 0 {
		return v.Links
	}
	links := []Link{{Label: "To your first page", URL: HomeURL}}
	if v.Page.Viewer == nil {
		links = []Link{{Label: "To the start page", URL: HomeURL}, {Label: "Sign in", URL: SignInURL}}
	}
	return links
}
