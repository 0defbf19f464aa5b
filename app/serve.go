package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"coronium/app/site"
	"coronium/app/web"
	"coronium/content"
)

// serveCommand is the web app with its grading workers in one process.
type serveCommand struct {
	Addr    string `default:":8080" help:"Address to listen on, as host:port or :port."`
	Data    string `default:"data" help:"Folder of the database; it is made if it is missing." type:"path"`
	Content string `help:"Folder of modules and exercises, in place of the ones that are built in." type:"path"`
	Workers int    `default:"2" help:"Pieces of work that are judged at the same time."`
	Demo    bool   `help:"Make a course with an advisor and ten trainees; everybody may sign in as them."`
	HTTPS   bool   `name:"https" help:"People reach this server over HTTPS, through a proxy in front of it: cookies go over nothing else."`
	Quiet   bool   `help:"Log only what went wrong."`
}

// Run serves until it is told to stop. What can't be had is said at once: a busy port before anything is made, a
// missing interpreter before anybody is let in, since a server that can't judge would only take work and keep it.
func (s *serveCommand) Run(c *console) error {
	if s.Workers < 1 || s.Workers > 64 {
		return badInput("--workers must be between 1 and 64, not %d", s.Workers)
	}
	exercises, err := s.exercises()
	if err != nil {
		return err
	}
	listener, err := web.Listen(c.ctx, s.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	level := slog.LevelInfo
	if s.Quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
	opened, err := site.Open(c.ctx, site.Config{Data: s.Data, Content: exercises, Workers: s.Workers, Demo: s.Demo, HTTPS: s.HTTPS, Log: log})
	if err != nil {
		return err
	}
	if err := s.announce(c, opened, listener.Addr()); err != nil {
		_ = opened.Close()
		return err
	}
	watching, stop := context.WithCancel(c.ctx)
	defer stop()
	if s.Content != "" {
		go s.watchContent(watching, opened, log)
	}
	err = web.Serve(c.ctx, listener, opened.Handler(), log)
	if closed := opened.Close(); err == nil {
		err = closed
	}
	return err
}

// exercises is the content that is served.
func (s *serveCommand) exercises() (fs.FS, error) {
	if s.Content == "" {
		return content.Files, nil
	}
	info, err := os.Stat(s.Content)
	if err != nil || !info.IsDir() {
		return nil, badInput("--content %s is no folder that can be read", s.Content)
	}
	return os.DirFS(s.Content), nil
}

// contentLook is how often a folder named with --content is looked at for changes.
const contentLook = 2 * time.Second

// watchContent serves what is changed in the folder without a restart. What does not load is logged with file and line, and
// what was served before stays.
func (s *serveCommand) watchContent(ctx context.Context, served *site.Site, log *slog.Logger) {
	last := stampOf(s.Content)
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(contentLook):
		}
		now := stampOf(s.Content)
		if now == last {
			continue
		}
		last = now
		if err := served.Reload(ctx); err != nil {
			log.Warn("the changed content does not load; what was served before stays", "cause", err)
			continue
		}
		log.Info("the changed content is served")
	}
}

// stampOf is a text that changes when a file of the folder comes, goes or is written.
func stampOf(dir string) string {
	files, newest := 0, time.Time{}
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // what can't be read now may be readable at the next look
		}
		if info, err := d.Info(); err == nil {
			files++
			if info.ModTime().After(newest) {
				newest = info.ModTime()
			}
		}
		return nil
	})
	return fmt.Sprint(files, " ", newest.UnixNano())
}

// announce prints the address, and how to come in: as one of the demo's people, or by a link that works once.
func (s *serveCommand) announce(c *console, opened *site.Site, addr net.Addr) error {
	base := "http://" + reachable(addr)
	fmt.Fprintf(c.out, "Coronium serves at %s\n", base)
	if s.Demo {
		fmt.Fprintln(c.out, "The start page offers to walk in as one of these (demo mode; never use it for a course of real people):")
		people, err := opened.DemoPeople(c.ctx)
		if err != nil {
			return err
		}
		for _, p := range people {
			fmt.Fprintf(c.out, "  %-18s %s\n", p.Name, p.Says)
		}
		return nil
	}
	link, err := opened.FirstStart(c.ctx)
	if err != nil {
		return err
	}
	if link != "" {
		fmt.Fprintf(c.out, "Nobody is there yet. This link signs an administrator in, once, within a day:\n  %s%s\n", base, link)
	}
	return nil
}

// reachable is an address as one types it into a browser on this machine.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
