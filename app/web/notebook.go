package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"coronium/app/school"
	"coronium/exercises"
)

// starterNotebook is the starter of a trainee's variant as a Jupyter notebook.
func (s *Server) starterNotebook(c echo.Context) error {
	w, err := s.workspace(c)
	if err != nil {
		return err
	}
	variant, err := s.variant(w)
	if err != nil {
		return err
	}
	if variant.Exercise.Implement == nil {
		return errNoPage
	}
	notebook, err := exercises.StarterNotebook(variant)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", w.Assignment.Exercise+".ipynb"))
	return c.Blob(http.StatusOK, "application/x-ipynb+json", notebook)
}

// takeNotebook puts the program of an uploaded notebook into the editor, where it is looked at before it is handed in. A
// plain program may be uploaded as well.
func (s *Server) takeNotebook(c echo.Context) error {
	id, err := identifier[school.AttemptID](c, "attempt")
	if err != nil {
		return err
	}
	text, err := uploaded(c, "notebook")
	if err == nil && exercises.IsNotebook(text) {
		text, err = s.programOf(c, text)
	} else if err == nil && strings.HasPrefix(strings.TrimSpace(text), "{") {
		err = school.FieldFault("notebook", "This is JSON, but no notebook: it has no cells. Choose a file that ends in .ipynb.")
	}
	if err == nil {
		if fault := badText(text); fault != "" {
			err = school.FieldFault("notebook", fault)
		}
	}
	if err == nil {
		draft := school.DraftSave{Stage: school.Implement, Text: text, Revision: -1, Pasted: len(text)}
		if _, err = s.school.SaveDraft(c.Request().Context(), s.actor(c), id, draft); err == nil {
			return s.said(c, "notebook", stageURL(id, school.Implement))
		}
	}
	faults, what, ok := fieldFaults(err)
	if !ok {
		return err
	}
	w, failed := s.workspace(c)
	if failed != nil {
		return failed
	}
	return s.showImplement(c, http.StatusUnprocessableEntity, w, nil, sentence("The notebook", faults, what))
}

// programOf is the program of a notebook, with what was taken in its first lines.
func (s *Server) programOf(c echo.Context, text string) (string, error) {
	w, err := s.workspace(c)
	if err != nil {
		return "", err
	}
	variant, err := s.variant(w)
	if err != nil {
		return "", err
	}
	taken, err := exercises.FromNotebook(text, variant.Exercise.FunctionNames())
	var bad *exercises.InputError
	if errors.As(err, &bad) {
		return "", school.FieldFault("notebook", capital(bad.Says)+".")
	}
	if err != nil {
		return "", err
	}
	head := ""
	for _, says := range taken.Says {
		head += "# " + says + "\n"
	}
	return head + taken.Source, nil
}

// uploaded is the text of a file that came with a form, with the line ends of Unix.
func uploaded(c echo.Context, name string) (string, error) {
	data, err := uploadedBytes(c, name, exercises.MaxNotebook)
	return strings.ReplaceAll(string(data), "\r\n", "\n"), err
}

// uploadedBytes is a file that came with a form, most bytes long.
func uploadedBytes(c echo.Context, name string, most int) ([]byte, error) {
	file, err := c.FormFile(name)
	if err != nil || file.Size == 0 {
		return nil, school.FieldFault(name, "Choose a file that is not empty.")
	}
	if file.Size > int64(most) {
		return nil, school.FieldFault(name, fmt.Sprintf("The file is %.1f MB large; at most %d MB are read. From a notebook, clear the outputs and save it again.", float64(file.Size)/(1<<20), most>>20))
	}
	opened, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(io.LimitReader(opened, int64(most)+1))
}
