package web

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/views"
	"coronium/views/static"
)

// Addresses of pages. Every link of the site is made by one of these.
const (
	todayURL    = "/today"
	healthURL   = "/healthz"
	myLogURL    = "/account/log.jsonl"
	myEditsURL  = "/account/writing.jsonl"
	welcomePath = "/welcome"
)

// WelcomeURL is where a one-time link leads.
func WelcomeURL(token string) string { return welcomePath + "?link=" + url.QueryEscape(token) }

func courseURL(id school.CourseID) string   { return fmt.Sprintf("/courses/%d", id) }
func reviewsURL(id school.CourseID) string  { return courseURL(id) + "/reviews" }
func auditURL(id school.CourseID) string    { return courseURL(id) + "/audit" }
func modulesURL(id school.CourseID) string  { return courseURL(id) + "/modules" }
func flagURL(id school.FlagID) string       { return fmt.Sprintf("/flags/%d", id) }
func likenessURL(id school.FlagID) string   { return flagURL(id) + "/likeness" }
func vivaURL(id school.FlagID) string       { return flagURL(id) + "/viva" }
func sittingURL(id school.SittingID) string { return fmt.Sprintf("/sittings/%d", id) }
func attemptURL(id school.AttemptID) string { return fmt.Sprintf("/attempts/%d", id) }
func reviewURL(id school.AttemptID) string  { return attemptURL(id) + "/review" }

func moduleURL(course school.CourseID, module string) string {
	return modulesURL(course) + "/" + module
}

func replayURL(id school.AttemptID) string        { return attemptURL(id) + "/replay" }
func recordingURL(id school.CourseID) string      { return courseURL(id) + "/recording" }
func itemsURL(id school.CourseID) string          { return courseURL(id) + "/items" }
func assignURL(id school.CourseID) string         { return courseURL(id) + "/assign" }
func settingsURL(id school.AssignmentID) string   { return assignmentURL(id) + "/settings" }
func roomURL(id school.AssignmentID) string       { return assignmentURL(id) + "/room" }
func assignmentURL(id school.AssignmentID) string { return fmt.Sprintf("/assignments/%d", id) }

func stageURL(id school.AttemptID, stage school.Stage) string {
	return attemptURL(id) + "/" + string(stage)
}

func eventsURL(id school.SubmissionID) string { return fmt.Sprintf("/events/submissions/%d", id) }

// routes lists every address that is answered.
func (s *Server) routes() {
	e := s.echo
	e.GET(healthURL, s.health)
	e.GET(static.Prefix+"*", echo.WrapHandler(static.Handler()))
	e.HEAD(static.Prefix+"*", echo.WrapHandler(static.Handler()))
	e.GET("/robots.txt", robots)

	e.GET(views.HomeURL, s.home)
	e.GET(views.KeysURL, s.help)
	e.GET(views.SignInURL, s.signInPage)
	e.POST(views.SignInURL, s.signIn)
	e.POST(views.SignOutURL, s.signOut)
	e.GET(welcomePath, s.welcome)
	e.POST(views.DemoURL, s.signInAs)
	e.POST(views.ThemeURL, s.setTheme)

	in := e.Group("", s.signedIn)
	in.GET(views.AccountURL, s.account)
	in.POST(views.AccountURL, s.saveSettings)
	in.POST("/account/password", s.changePassword)
	in.GET(myLogURL, s.exportMyLog)

	in.GET(todayURL, s.today)
	in.GET("/courses/:course/modules", s.modules)
	in.GET("/courses/:course/modules/:module", s.module)
	in.GET("/assignments/:assignment", s.begin)
	in.POST("/assignments/:assignment/again", s.beginAgain)
	in.GET("/attempts/:attempt", s.attempt)

	in.GET("/attempts/:attempt/predict", s.predictPage)
	in.POST("/attempts/:attempt/predict", s.sealPredictions)
	in.POST("/attempts/:attempt/predict/draft", s.saveDraft(school.Predict, "predict"))

	in.GET(views.DeriveHelpURL, s.deriveHelp)
	in.POST(views.DeriveHelpURL, s.tryPair)
	in.GET("/attempts/:attempt/derive", s.derivePage)
	in.POST("/attempts/:attempt/derive", s.composeLine)
	in.POST("/attempts/:attempt/derive/preview", s.previewLine)
	in.POST("/attempts/:attempt/derive/draft", s.saveDraft(school.Derive, "text"))
	in.POST("/attempts/:attempt/derive/lines/:line/remove", s.removeLine)
	in.POST("/attempts/:attempt/derive/undo", s.undoLines)
	in.POST("/attempts/:attempt/derive/redo", s.redoLines)
	in.POST("/attempts/:attempt/derive/leave", s.leaveLine)
	in.POST("/attempts/:attempt/derive/assume", s.stateAssumption)
	in.POST("/attempts/:attempt/derive/assume/remove", s.removeAssumption)
	in.POST("/attempts/:attempt/derive/hints", s.openHint)
	in.POST("/attempts/:attempt/derive/hand-in", s.handInDerivation)

	in.GET("/attempts/:attempt/implement", s.implementPage)
	in.POST("/attempts/:attempt/implement", s.submitProgram)
	in.POST("/attempts/:attempt/implement/draft", s.saveDraft(school.Implement, "source"))
	in.POST("/attempts/:attempt/implement/reset", s.resetProgram)
	in.POST("/attempts/:attempt/submissions/:submission/retry", s.retry)
	in.GET("/events/submissions/:submission", s.submissionEvents)

	s.engineRoutes(in)
	s.paperRoutes(in)

	in.GET("/attempts/:attempt/explain", s.explainPage)
	in.GET("/attempts/:attempt/sitting", s.sittingStart)
	in.POST("/attempts/:attempt/sitting", s.openSitting)
	in.GET("/sittings/:sitting", s.sitting)
	in.POST("/sittings/:sitting", s.answerItem)
	in.POST("/sittings/:sitting/focus", s.focusLost)
	in.POST("/sittings/:sitting/items/:item/run", s.runItem)

	in.POST("/attempts/:attempt/practice", s.practise)
	in.POST("/attempts/:attempt/fresh", s.askFresh)
	in.POST("/attempts/:attempt/fresh/answer", s.answerFresh)

	in.GET("/attempts/:attempt/critique", s.critiquePage)
	in.POST("/attempts/:attempt/critique", s.judgeCritique)

	in.GET(labURL, s.labIndex)
	in.POST(labURL+"/jobs/:job/cancel", s.labCancel)
	in.GET("/events/lab/:job", s.labEvents)
	in.GET(labURL+"/:model", s.labPage)
	in.GET(labURL+"/:model/run.csv", s.labCSV)
	in.GET(labURL+"/:model/run.json", s.labJSON)
	in.GET(labURL+"/:model/run.py", s.labPython)
	in.GET(labURL+"/:model/figure.svg", s.labFigureFile("svg"))
	in.GET(labURL+"/:model/figure.json", s.labFigureFile("json"))

	in.GET("/flags/:flag", s.flag)
	in.POST("/flags/:flag/statement", s.stateWords)
	in.POST("/flags/:flag/ask", s.askFor)
	in.POST("/flags/:flag/appeal", s.appeal)
	in.POST("/flags/:flag/decision", s.decide)
	in.GET("/flags/:flag/likeness", s.likeness)
	in.GET("/flags/:flag/viva", s.viva)
	in.POST("/flags/:flag/viva", s.recordViva)
	in.POST("/flags/:flag/viva/read-back", s.readBack)

	in.GET("/courses/:course", s.course)
	in.GET("/courses/:course/reviews", s.reviews)
	in.GET("/courses/:course/items", s.items)
	in.GET("/courses/:course/assign", s.assign)
	in.POST("/courses/:course/assign", s.setAssignment)
	in.GET("/assignments/:assignment/settings", s.settings)
	in.POST("/assignments/:assignment/settings", s.saveAssignmentSettings)
	in.GET("/assignments/:assignment/room", s.room)
	in.POST("/assignments/:assignment/room", s.openRoom)
	in.POST("/assignments/:assignment/room/close", s.closeRoom)
	in.GET("/courses/:course/audit", s.audit)
	in.GET("/courses/:course/audit.jsonl", s.exportAudit)
	in.GET("/attempts/:attempt/review", s.review)
	in.GET("/attempts/:attempt/replay", s.replay)
	in.POST("/attempts/:attempt/recording", s.answerRecording)
	in.GET("/courses/:course/recording", s.recording)
	in.POST("/courses/:course/recording", s.setRecording)
	in.GET(myEditsURL, s.exportMyEdits)
	in.POST("/attempts/:attempt/notes", s.writeNote)
}

// health answers whoever watches the server; it says nothing about anybody.
func (s *Server) health(c echo.Context) error {
	return c.String(http.StatusOK, "ok\n")
}

// robots keeps crawlers out: behind the first page everything is somebody's.
func robots(c echo.Context) error {
	return c.String(http.StatusOK, "User-agent: *\nDisallow: /\n")
}
