package web

import (
	"github.com/labstack/echo/v4"

	"coronium/views"
)

// engineRoutes are the addresses of what the exercise engine offers beside its stages.
func (s *Server) engineRoutes(in *echo.Group) {
	in.GET("/attempts/:attempt/implement/starter.ipynb", s.starterNotebook)
	in.POST("/attempts/:attempt/implement/notebook", s.takeNotebook)

	in.GET("/courses/:course/map", s.conceptMap)
	in.GET("/assignments/:assignment/regrade", s.regradePage)
	in.POST("/assignments/:assignment/regrade", s.askRegrade)
	in.POST("/assignments/:assignment/regrade/:regrade/apply", s.settleRegrade(true))
	in.POST("/assignments/:assignment/regrade/:regrade/drop", s.settleRegrade(false))

	in.GET("/courses/:course/content", s.contents)
	in.POST("/courses/:course/content", s.beginOwn)
	in.GET("/courses/:course/content/:exercise", s.workshop)
	in.POST("/courses/:course/content/:exercise", s.saveOwn)
	in.POST("/courses/:course/content/:exercise/files", s.addOwnFile)
	in.GET("/courses/:course/content/:exercise/exercise.zip", s.ownZip)
	in.POST("/courses/:course/content/:exercise/zip", s.takeOwnZip)
	in.POST("/courses/:course/content/:exercise/prove", s.proveOwn)
}

func init() {
	notices["regrade-asked"] = views.Notice{Kind: views.Holds, Text: "The hand-ins are being judged again; nothing changes until you apply it."}
	notices["regrade-applied"] = views.Notice{Kind: views.Holds, Text: "The new verdicts stand. The old ones are kept, and the audit log says who changed."}
	notices["regrade-dropped"] = views.Notice{Kind: views.Holds, Text: "The preview is dropped; nothing has changed."}
	notices["notebook"] = views.Notice{Kind: views.Holds, Text: "The notebook's program is in the editor; its first lines say what was taken and what was left out. Nothing is handed in yet."}
}
