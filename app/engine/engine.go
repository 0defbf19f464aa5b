// Package engine joins the school to what judges: the exercise engine, the sandbox, the makers of
// understanding checks and the decision rule.
//
// The school names what it needs as interfaces (school.Library, Grader, Deriver, Checker, Rule) and
// knows none of the engines; the engines know nothing of people. Each file here is one such interface
// on top of one engine, and nothing else: it translates types, keeps what is expensive to compute
// again, and turns what an engine says about a trainee's input into words for a form.
package engine

import (
	"fmt"
	"strings"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

// Engine implements the interfaces of the school that judge.
type Engine struct {
	library *exercises.Library
	runner  sandbox.Runner
	grader  exercises.Grader
	judged  judgedLines
}

// remembered is how many outcomes of an exercise's own programs are kept: a dozen programs for each variant that
// is being worked on.
const remembered = 4000

// New makes an engine of a content library and a sandbox.
func New(library *exercises.Library, runner sandbox.Runner) *Engine {
	return &Engine{library: library, runner: runner, grader: exercises.Grader{Sandbox: runner, Memory: exercises.NewMemory(remembered)}}
}

// Exercise returns one exercise as the school knows it. Errors: school.NotFound.
func (e *Engine) Exercise(id string) (school.Exercise, error) { return e.At(id, "") }

// At returns one exercise in the version with which an attempt began. Errors: school.NotFound.
func (e *Engine) At(id, version string) (school.Exercise, error) {
	x, err := e.library.At(id, version)
	if err != nil {
		return school.Exercise{}, school.Failure(school.NotFound, "There is no such exercise.", sentenceOf(err))
	}
	out := school.Exercise{ID: x.ID, Title: x.Title, Module: x.Module, Version: x.Version, Level: x.Level, Minutes: x.Minutes, Skills: x.Skills,
		Hints: map[school.Stage][]school.Hint{}, Derivation: x.Derive != nil, Starter: x.Starter}
	for _, stage := range x.Stages() {
		out.Stages = append(out.Stages, school.StageInfo{Stage: school.Stage(stage), Weight: int(x.Grading[stage])})
	}
	for _, p := range x.Predict {
		out.Predictions = append(out.Predictions, p.Fields()...)
	}
	for stage, texts := range x.Hints {
		for i, text := range texts {
			out.Hints[school.Stage(stage)] = append(out.Hints[school.Stage(stage)], school.Hint{N: i + 1, Text: text, Last: i == len(texts)-1})
		}
	}
	return out, nil
}

// Modules lists the modules in their order.
func (e *Engine) Modules() []school.Module {
	var out []school.Module
	for _, m := range e.library.Modules() {
		module := school.Module{ID: m.ID, Title: m.Title, Exercises: m.Exercises}
		seen := map[string]bool{}
		for _, id := range m.Exercises {
			x, err := e.library.Exercise(id)
			if err != nil {
				continue // the library has checked its modules when it was loaded
			}
			for _, skill := range x.Skills {
				if !seen[skill] {
					seen[skill] = true
					module.Skills = append(module.Skills, skill)
				}
			}
		}
		out = append(out, module)
	}
	return out
}

// variant is an exercise, in a version, with the numbers of a seed.
func (e *Engine) variant(exercise, version string, seed uint64) (*exercises.Variant, error) {
	x, err := e.library.At(exercise, version)
	if err != nil {
		return nil, fmt.Errorf("the content has no exercise %q any more: %w", exercise, err)
	}
	return x.Variant(seed)
}

// sentenceOf makes an error's text a sentence.
func sentenceOf(err error) string {
	text := strings.TrimSpace(err.Error())
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
