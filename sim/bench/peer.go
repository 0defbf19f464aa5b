package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// peers knows how the other side is run: by peer.py, under a Python that has Brian2.
type peers struct {
	script, python string
	numpy          string // a Python that has at least NumPy
	missing        string // what to install; "" when all is there
}

func findPeers() peers {
	p := peers{script: filepath.Join("sim", "bench", "peer.py")}
	if _, err := os.Stat(p.script); err != nil {
		p.missing = "peer.py was not found: run this from the repository's root (go run ./sim/bench)."
		return p
	}
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if p.numpy == "" && exec.Command(python, "-c", "import numpy").Run() == nil {
			p.numpy = python
		}
		if exec.Command(python, "-c", "import brian2").Run() == nil {
			p.python = python
			break
		}
	}
	if p.python == "" {
		p.missing = "Brian2 is not installed, so there is nothing to compare with: apt-get install python3-brian g++, then run this again."
	}
	return p
}

// peer is one benchmark of the other side, built and waiting.
type peer struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// start builds a benchmark; nil without error when what it needs is not installed.
func (p peers) start(name string) (*peer, error) {
	python := p.python
	if name == "random-rate" {
		python = p.numpy
	}
	if python == "" {
		return nil, nil
	}
	cmd := exec.Command(python, p.script, name)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	said := &strings.Builder{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	q := &peer{cmd, in, bufio.NewReader(out)}
	for { // what a library prints on its way is passed over
		line, err := q.out.ReadString('\n')
		if err != nil {
			q.stop()
			return nil, fmt.Errorf("it ended before it was ready: %s", said)
		}
		if line == "ready\n" {
			return q, nil
		}
	}
}

// once runs the benchmark: CPU seconds of its run part, and its spikes.
func (p *peer) once() (float64, int, error) {
	if _, err := fmt.Fprintln(p.in); err != nil {
		return 0, 0, err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, 0, err
	}
	var got struct {
		CPU    float64
		Spikes int
	}
	if err := json.Unmarshal([]byte(line), &got); err != nil || !(got.CPU > 0) {
		return 0, 0, fmt.Errorf("it said %q", strings.TrimSpace(line))
	}
	return got.CPU, got.Spikes, nil
}

// stop lets the other side end: its input is closed, and it removes its files.
func (p *peer) stop() {
	if p == nil {
		return
	}
	p.in.Close()
	p.cmd.Wait()
}
