package school

// standing is an attempt with everything around it and what the asker is to it.
type standing struct {
	attempt    Attempt
	assignment Assignment
	course     Course
	role       Role // of the asker in the course
	mine       bool // the asker is the trainee whose attempt it is
}

// roleIn says what the asker is in a course: an empty role if nothing. Site administrators and the
// system count as advisors.
func roleIn(tx Tx, by Actor, course CourseID) (Role, error) {
	if by.system || by.Admin {
		return Advisor, nil
	}
	e, err := tx.Enrolment(course, by.ID)
	if isNotFound(err) {
		return "", nil
	}
	return e.Role, err
}

// visit returns a course to one of its people. To others it does not exist.
func visit(tx Tx, by Actor, id CourseID) (Course, Role, error) {
	c, err := tx.Course(id)
	if err != nil {
		return Course{}, "", err
	}
	role, err := roleIn(tx, by, id)
	if err != nil {
		return Course{}, "", err
	}
	if role == "" {
		return Course{}, "", notFound("course")
	}
	return c, role, nil
}

// assist returns a course to those who help to teach it.
func assist(tx Tx, by Actor, id CourseID) (Course, error) {
	c, role, err := visit(tx, by, id)
	if err != nil {
		return Course{}, err
	}
	if role == Trainee {
		return Course{}, forbidden("This page is for the advisors of the course.")
	}
	return c, nil
}

// teach returns a course to those who decide in it.
func teach(tx Tx, by Actor, id CourseID) (Course, error) {
	c, role, err := visit(tx, by, id)
	if err != nil {
		return Course{}, err
	}
	if role != Advisor {
		return Course{}, forbidden("Only an advisor of the course can do this.")
	}
	if c.Archived {
		return Course{}, conflict("The course is archived.", "Take it out of the archive first.")
	}
	return c, nil
}

// open returns an attempt to its trainee and to those who help to teach its course. To anybody
// else, other trainees included, it does not exist.
func open(tx Tx, by Actor, id AttemptID) (standing, error) {
	a, err := tx.Attempt(id)
	if err != nil {
		return standing{}, err
	}
	as, err := tx.Assignment(a.Assignment)
	if err != nil {
		return standing{}, err
	}
	c, role, err := visit(tx, by, as.Course)
	if err != nil {
		return standing{}, maskCourse(err)
	}
	mine := a.Person == by.ID && !by.system
	if !mine && role == Trainee {
		return standing{}, notFound("attempt")
	}
	return standing{attempt: a, assignment: as, course: c, role: role, mine: mine}, nil
}

// own returns an attempt to its trainee only, for acts that nobody does in another's place.
func own(tx Tx, by Actor, id AttemptID) (standing, error) {
	st, err := open(tx, by, id)
	if err != nil {
		return standing{}, err
	}
	if !st.mine {
		return standing{}, forbidden("Only the trainee whose attempt this is can do that.")
	}
	if st.course.Archived {
		return standing{}, conflict("The course is archived; nothing can be handed in any more.", "Your work stays readable.")
	}
	return st, nil
}

// maskCourse says "attempt" where the asker did not ask for a course.
func maskCourse(err error) error {
	if isNotFound(err) {
		return notFound("attempt")
	}
	return err
}
