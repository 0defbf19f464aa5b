package school

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// appealDays is how many working days a trainee has for the fresh items of an appeal; afterwards the second person
// may decide without them.
const appealDays = 10

// Appeal takes a confirmed flag to a second person, whom the trainee names, and has fresh items made. Errors:
// NotFound; Forbidden for all but the trainee; Invalid; Gone when the flag was decided on appeal; Conflict when there
// is nothing to appeal against, or nobody to appeal to.
func (s *School) Appeal(ctx context.Context, by Actor, id FlagID, words string, to PersonID) (Flag, error) {
	words = strings.TrimSpace(words)
	if err := lengthFault("words", words, 1, 10_000); err != nil {
		return Flag{}, err
	}
	return s.actOnFlag(ctx, by, id, func(tx Tx, f Flag, st standing) (Flag, error) {
		switch {
		case !st.mine:
			return f, forbidden("Only the trainee can appeal.")
		case f.Final:
			return f, Failure(Gone, "This was decided on appeal and is final.", "")
		case f.State != FlagConfirmed:
			return f, conflict("There is nothing to appeal against now.", "")
		}
		people, err := secondPeople(tx, f)
		if err != nil {
			return f, err
		}
		if len(people) == 0 {
			return f, conflict("This course has no second person who could decide an appeal.",
				"Ask the site's administrator to add a second advisor; the right to appeal does not run out.")
		}
		if !slices.ContainsFunc(people, func(p Person) bool { return p.ID == to }) {
			return f, FieldFault("to", "must be one of the people who may decide an appeal")
		}
		f.State, f.Appeal, f.AppealTo, f.AppealedAt = Appealed, words, to, s.now()
		if f.Round, err = s.freshRound(tx, st, f.Submission); err != nil {
			return f, err
		}
		return f, s.updateFlag(tx, by, f, "flag.appealed", map[string]string{"to": fmt.Sprintf("person:%d", int64(to))})
	})
}

// maxSecond bounds the list of people to appeal to.
const maxSecond = 50

// handled are the acts by which somebody has had a hand in a flag before it was confirmed.
var handled = map[string]bool{"flag.viva": true, "flag.teach-back": true, "flag.fresh": true, "flag.confirmed": true, "viva.recorded": true}

// secondPeople lists whom an appeal may go to: the advisors of the course but for the one who decided, and, as long as
// anybody is left, for whoever ruled on the flag before or held its viva.
func secondPeople(tx Tx, f Flag) ([]Person, error) {
	people, err := otherAdvisors(tx, f)
	if err != nil {
		return nil, err
	}
	entries, err := tx.Audit(AuditFilter{Course: f.Course, Person: f.Person, Subjects: []string{subject("flag", f.ID)}, Page: Page{Limit: 200}})
	if err != nil {
		return nil, err
	}
	involved := map[PersonID]bool{}
	for _, e := range entries {
		if handled[e.Action] {
			involved[e.Actor] = true
		}
	}
	if fresh := slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return involved[p.ID] }); len(fresh) > 0 {
		return fresh, nil
	}
	return people, nil
}

// otherAdvisors are the advisors of a course but for the one who decided.
func otherAdvisors(tx Tx, f Flag) ([]Person, error) {
	var out []Person
	const page = 200
	for after := PersonID(0); ; {
		rows, err := tx.Roster(f.Course, after, page)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			after = r.Person.ID
			if r.Enrolment.Role == Advisor && r.Person.ID != f.DecidedBy && r.Person.ID != f.Person && len(out) < maxSecond {
				out = append(out, r.Person)
			}
		}
		if len(rows) < page {
			return out, nil
		}
	}
}
