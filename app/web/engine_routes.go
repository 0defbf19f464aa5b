package web

import (
	"github.com/labstack/echo/v4"

	"coronium/views"
)

// engineRoutes are the addresses of what the exercise engine offers beside its stages.
func (s *Server) engineRoutes(in *echo.Group) {
	in.GET("/attempts/:attempt/implement/starter.ipynb", s.starterNotebook)
	in.POST("/attempts/:attempt/implement/notebook", s.takeNotebook)
}

func init() {
	notices["notebook"] = views.Notice{Kind: views.Holds, Text: "The notebook's program is in the editor; its first lines say what was taken and what was left out. Nothing is handed in yet."}
}
