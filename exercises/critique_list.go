package exercises

import (
	"fmt"
	"strconv"
	"strings"
)

// An input that shows a fault may be a list of numbers, such as spike times: where the author's own witness in shows is
// one. It is written as it is said, "10, 20, 40"; blanks, commas and semicolons all separate, brackets may stand around.

// maxListInput bounds a list that is written by hand.
const maxListInput = 100

// TakesList reports whether an input is a list of numbers.
func (c *Critique) TakesList(name string) bool {
	for _, a := range c.Shows {
		if a.Name == name {
			return a.Value.List != nil
		}
	}
	return false
}

// ListFault says what is wrong with a list as it was written, or nothing.
func ListFault(text string) string {
	if _, err := listField(text, ""); err != nil {
		return sentence(err.Error())
	}
	return ""
}

func listField(text, unit string) (Input, error) {
	list := Input{List: []Input{}}
	text = strings.TrimSpace(text)
	if unit != "" {
		text = strings.TrimSpace(strings.TrimSuffix(text, unit))
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t,;\n\r", r) }) {
		x, err := field(map[string]string{"": word}, "", unit)
		if err != nil {
			return list, fmt.Errorf("%w; write numbers with commas between them, as 10, 20, 40", err)
		}
		if len(list.List) == maxListInput {
			return list, fmt.Errorf("more than %d numbers", maxListInput)
		}
		list.List = append(list.List, Input{Expr: Expr{Text: strconv.FormatFloat(x, 'g', -1, 64)}})
	}
	return list, nil
}
