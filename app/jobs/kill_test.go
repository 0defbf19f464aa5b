package jobs_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"coronium/app/school"
)

// serverFolder tells the re-executed test binary to be a server over that folder.
const serverFolder = "CORONIUM_JOBS_TEST_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serverFolder); dir != "" {
		if err := serve(dir, os.Getenv(serverFolder+"_SUBMIT") != ""); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// submitted is how many pieces of work the kill test hands in.
const submitted = 10

// serve is a server process: it acknowledges on standard output ("ack ID RECEIPT") what it has stored,
// says "graded ID" when a verdict is known, and works until it is killed.
func serve(dir string, submit bool) error {
	ctx := context.Background()
	b := &bench{grade: func(context.Context, school.Piece) error {
		time.Sleep(40 * time.Millisecond) // so that there is a middle in which to be killed
		return nil
	}}
	s, err := openSite(ctx, dir, b, 2)
	if err != nil {
		return err
	}
	if submit {
		if err := s.settle(ctx); err != nil {
			return err
		}
	} else {
		err = s.store.Read(ctx, func(tx school.Tx) error {
			p, err := tx.PersonByLogin("trainee")
			s.trainee = school.ActorFor(p)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := s.queue.Start(ctx); err != nil {
		return err
	}
	fmt.Println("ready")
	for i := range submitted {
		if !submit {
			break
		}
		r, err := s.school.Submit(ctx, s.trainee, s.attempt.ID, school.Work{Stage: school.Implement, Kind: school.HandIn, Text: fmt.Sprint("work ", i)})
		if err != nil {
			return err
		}
		fmt.Println("ack", r.Submission, r.Hash)
	}
	for id := school.SubmissionID(1); id <= submitted; id++ {
		news, err := s.school.Watch(ctx, s.trainee, id)
		if err != nil {
			return fmt.Errorf("watching %d: %w", id, err)
		}
		for range news {
		}
		fmt.Println("graded", id)
	}
	fmt.Println("all graded")
	select {}
}

// process is a server process and the lines that it has said.
type process struct {
	cmd    *exec.Cmd
	lines  chan string
	errors bytes.Buffer
}

func startServer(t *testing.T, dir string, submit bool) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], "-test.run=^$"), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), serverFolder+"="+dir)
	if submit {
		p.cmd.Env = append(p.cmd.Env, serverFolder+"_SUBMIT=1")
	}
	p.cmd.Stderr = &p.errors
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		scanner := bufio.NewScanner(out)
		for scanner.Scan() {
			p.lines <- scanner.Text()
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill is kill -9.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	}
}

// say waits for the next line.
func (p *process) say(t *testing.T) (string, bool) {
	t.Helper()
	select {
	case line, ok := <-p.lines:
		if strings.HasPrefix(line, "error") {
			t.Fatalf("server: %s\n%s", line, p.errors.String())
		}
		return line, ok
	case <-time.After(patience):
		t.Fatalf("server says nothing\n%s", p.errors.String())
		return "", false
	}
}

// TestKill9 kills the server while ten submissions are being judged, several times, and proves that
// every acknowledged one is there, unchanged, and judged exactly once.
func TestKill9(t *testing.T) {
	for round := range 3 {
		t.Run(fmt.Sprint("kill after ", []string{"all are acknowledged", "some are acknowledged", "some are judged"}[round]), func(t *testing.T) {
			killRound(t, round)
		})
	}
}

func killRound(t *testing.T, round int) {
	dir := t.TempDir()
	acknowledged := map[school.SubmissionID]string{}
	enough := []func(line string) bool{
		func(line string) bool { return len(acknowledged) == submitted },
		func(line string) bool { return len(acknowledged) == 4 },
		func(line string) bool { return strings.HasPrefix(line, "graded 3") },
	}[round]
	first := startServer(t, dir, true)
	for {
		line, ok := first.say(t)
		if !ok {
			t.Fatalf("the server ended by itself\n%s", first.errors.String())
		}
		note(t, line, acknowledged)
		if enough(line) {
			break
		}
	}
	first.kill()
	for line := range first.lines { // what was acknowledged before the kill but not read yet counts too
		note(t, line, acknowledged)
	}

	// Two more servers are killed on the way, at moments that differ from run to run; whatever the
	// moment, the result must be the same.
	for range 2 {
		p := startServer(t, dir, false)
		for {
			line, ok := p.say(t)
			if !ok || line == "ready" {
				break
			}
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		p.kill()
	}
	waiting := countStates(t, dir)
	t.Logf("after three kills: %d acknowledged, states %v", len(acknowledged), waiting)

	last, err := openSite(context.Background(), dir, &bench{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { last.store.Close() })
	ctx := context.Background()
	if err := last.store.Read(ctx, func(tx school.Tx) error {
		p, err := tx.PersonByLogin("trainee")
		last.trainee = school.ActorFor(p)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	last.start(t)
	for id, receipt := range acknowledged {
		sub := last.outcome(t, id)
		if sub.State != school.Graded || sub.Receipt != receipt || sub.Verdict.Says != "judged: "+sub.Text {
			t.Errorf("submission %d: %+v", id, sub)
		}
	}
	until(t, "no job is left", func() bool {
		n := last.jobStates(t)
		return n["available"]+n["running"]+n["retryable"]+n["scheduled"] == 0
	})
	checkOnce(t, last, acknowledged)
}

func note(t *testing.T, line string, acknowledged map[school.SubmissionID]string) {
	t.Helper()
	var id school.SubmissionID
	var receipt string
	if n, _ := fmt.Sscanf(line, "ack %d %s", &id, &receipt); n == 2 && len(receipt) == 64 {
		acknowledged[id] = receipt
	}
}

// countStates looks into the file while no server has it.
func countStates(t *testing.T, dir string) map[string]int {
	t.Helper()
	s, err := openSite(context.Background(), dir, &bench{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer s.store.Close()
	rows, err := s.store.SQL().Query("SELECT state, count(*) FROM submissions GROUP BY state")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			t.Fatal(err)
		}
		out[state] = n
	}
	return out
}

// checkOnce reads the log: one receipt and one verdict for every acknowledged submission, a chain
// that holds, and one set of check items, however often the jobs ran.
func checkOnce(t *testing.T, s *site, acknowledged map[school.SubmissionID]string) {
	t.Helper()
	ctx := context.Background()
	entries, err := s.school.AuditTrail(ctx, school.System(), school.AuditFilter{Page: school.Page{Limit: 200}})
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, e := range entries {
		n[e.Action+" "+e.Subject]++
	}
	for id := range acknowledged {
		for _, action := range []string{"submission.received", "submission.graded"} {
			if got := n[fmt.Sprintf("%s submission:%d", action, id)]; got != 1 {
				t.Errorf("%s of submission %d is in the log %d times, want once", action, id, got)
			}
		}
	}
	if got := n["checks.made attempt:1"]; got != 1 {
		t.Errorf("check items were made %d times, want once", got)
	}
	check, err := s.school.VerifyAudit(ctx, school.System())
	if err != nil || !check.Sound {
		t.Errorf("the log: %+v %v", check, err)
	}
}
