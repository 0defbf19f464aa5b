package understand

import (
	"fmt"
	"strconv"
)

// RightAnswer is one right answer to an item, read off its key; of many right ones the one that is stored. It is for those
// who may see keys: demonstrations, tests, and authors who try a sitting out. The error says that the item is broken.
func RightAnswer(item Item) (map[string]string, error) {
	answer := map[string]string{}
	switch item.Response.Kind {
	case Number:
		if item.Family == "C12" {
			var k unitKey
			if err := unkey(item, &k); err != nil {
				return nil, err
			}
			return map[string]string{"unit": k.Unit}, nil
		}
		var k numberKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		return map[string]string{"value": exactly(k.Value)}, nil
	case Arrows:
		var k arrowsKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		return k.Arrows, nil
	case Choice, Probing:
		var k choiceKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		return k.Choices, nil
	case Line:
		var k lineKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		if len(k.Lines) > 0 {
			return map[string]string{"line": fmt.Sprint(k.Lines[0])}, nil
		}
	case Inputs:
		if item.Family == "C10" {
			var k blanksKey
			if err := unkey(item, &k); err != nil {
				return nil, err
			}
			for i, f := range item.Response.Fields {
				if i < len(k.Tokens) {
					answer[f.Name] = k.Tokens[i]
				}
			}
			return answer, nil
		}
		var k inputsKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		for name, v := range k.Witness {
			answer[name] = exactly(v)
		}
		return answer, nil
	case Formula:
		switch item.Family {
		case "C8":
			return map[string]string{"condition": conditionKey(item)}, nil
		case "C15":
			return map[string]string{"right": formulaKey(item)}, nil
		}
		var k mendKey
		if err := unkey(item, &k); err != nil {
			return nil, err
		}
		answer["right"] = k.Right
		if k.Line > 0 {
			answer["line"] = fmt.Sprint(k.Line)
		}
		return answer, nil
	case Code:
		return map[string]string{"code": item.Working.Changed}, nil
	}
	return nil, fmt.Errorf("%w: no answer can be read off the key of %s", errItem, item.ID)
}

// exactly writes a number with all its digits, as somebody types it.
func exactly(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
