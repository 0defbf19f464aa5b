// Package content holds the exercises that ship with Coronium: YAML, Markdown and Python, no Go.
//
// Each module is a folder NN-name with a page of its own (module.md); each exercise a folder in it
// (exercise.yaml, prompt.md, starter.py, solution.py and what AUTHORING.md describes). This package
// only embeds them: package exercises reads them, from here or from any other folder of the same
// shape. The prose and programs are under CC BY 4.0 (LICENSE in this folder).
package content

import "embed"

// Files are the shipped modules.
//
//go:embed all:01-words-to-equations all:02-integrate-and-fire all:03-conductances all:04-phase-plane all:05-synapses all:06-cables-and-dendrites all:07-spike-trains-and-noise all:08-encoding-decoding-information all:09-recurrent-networks all:10-learning-rules
var Files embed.FS
