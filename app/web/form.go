package web

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"coronium/views"
)

// readForm parses a posted form. Anything but a form is refused: these addresses serve pages, and a
// request that a page can't make is no request of ours.
func readForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method != http.MethodPost {
			return next(c)
		}
		if r.ContentLength == 0 { // a button without fields
			return next(c)
		}
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch {
		case err != nil:
			return errFormType
		case kind == "application/x-www-form-urlencoded":
			err = r.ParseForm()
		case kind == "multipart/form-data":
			err = r.ParseMultipartForm(maxBody)
		default:
			return errFormType
		}
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return errTooLarge
		}
		if err != nil {
			return errUnreadable
		}
		return next(c)
	}
}

// field is a posted field with the line ends of Unix: browsers post CR LF.
func field(c echo.Context, name string) string {
	return strings.ReplaceAll(c.Request().PostFormValue(name), "\r\n", "\n")
}

// fields are all posted fields but those that say what to do.
func fields(c echo.Context, except ...string) map[string]string {
	out := map[string]string{}
	for name := range c.Request().PostForm {
		out[name] = field(c, name)
	}
	delete(out, "do")
	for _, name := range except {
		delete(out, name)
	}
	return out
}

// badText says what keeps a text from being stored and shown again exactly as it was sent, or "".
func badText(text string) string {
	if i := strings.IndexByte(text, 0); i >= 0 {
		return "There is a NUL byte in line " + strconv.Itoa(1+strings.Count(text[:i], "\n")) + "; this is not text. Save the file as UTF-8 and paste it again."
	}
	if !utf8.ValidString(text) {
		return "This is not UTF-8 text. Save the file as UTF-8 and paste it again."
	}
	return ""
}

// identifier reads a number from the path. What is no number is no page.
func identifier[T ~int64](c echo.Context, name string) (T, error) {
	n, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errNoPage
	}
	return T(n), nil
}

// localPath keeps a redirect on this site: "//elsewhere" and "https:" lead away.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\x00") {
		return views.HomeURL
	}
	return path
}

// isFragment says whether a script asked for a part of a page.
func isFragment(c echo.Context) bool {
	return c.Request().Header.Get("Hx-Request") == "true" || c.Request().Header.Get("X-Requested-With") != ""
}

// seeOther answers a form that succeeded.
func seeOther(c echo.Context, to string) error { return c.Redirect(http.StatusSeeOther, to) }

// markdownMarks are the characters that Markdown or its mathematics would read as more than themselves.
const markdownMarks = "\\`*_{}[]()<>#+-.!|~$&:@"

// plain makes text that a person or a program wrote safe as Markdown: it is shown exactly as it stands. The
// marks become character references, since a backslash before a bracket would begin a formula.
func plain(text string) views.Markdown {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(markdownMarks, r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return views.Markdown(b.String())
}

// postedID reads a number from a form.
func postedID[T ~int64](c echo.Context, name string) (T, error) {
	n, err := strconv.ParseInt(field(c, name), 10, 64)
	if err != nil || n <= 0 {
		return 0, errUnreadable
	}
	return T(n), nil
}

// badFields is badText over all entries of a form.
func badFields(entered map[string]string) string {
	for name, value := range entered {
		if fault := badText(name + value); fault != "" {
			return fault
		}
	}
	return ""
}
