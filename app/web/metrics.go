package web

import (
	"bytes"
	"expvar"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

// metricsURL is where expvar's variables are shown, under the name that its readers look for.
const metricsURL = "/debug/vars"

var errMetrics = &failure{http.StatusForbidden, "Only a site administrator sees what the server measures.",
	"Sign in as one; the link was printed at the first start."}

// metrics shows what the server measures of itself, above all the sandbox: the queue's length, latencies, programs by how they
// ended, the age of interpreters. Only a signed-in administrator sees it. An address on the same machine is no permission:
// behind a proxy everybody has one. The command line, which may name a database with its password, is left out.
func (s *Server) metrics(c echo.Context) error {
	if who, _ := s.person(c); !who.Admin {
		return errMetrics
	}
	var b bytes.Buffer
	separator := "{\n"
	expvar.Do(func(v expvar.KeyValue) {
		if v.Key != "cmdline" {
			fmt.Fprintf(&b, "%s%q: %s", separator, v.Key, v.Value)
			separator = ",\n"
		}
	})
	b.WriteString("\n}\n")
	return c.Blob(http.StatusOK, "application/json; charset=utf-8", b.Bytes())
}
