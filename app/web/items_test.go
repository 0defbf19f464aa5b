package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"coronium/app/school"
)

// TestItems: an empty page teaches; a trainee has none.
func TestItems(t *testing.T) {
	in, advisor := newCourse(t)
	at := fmt.Sprintf("/courses/%d/items", in.course.ID)
	advisor.page(fmt.Sprintf("/courses/%d/assign", in.course.ID)) // the course is there
	advisor.page(at).says("How the questions do", "No question has been answered yet")
	if a := in.enrol("A", school.Trainee).get(at); a.status != http.StatusForbidden {
		t.Errorf("a trainee is answered with %d", a.status)
	}
}
