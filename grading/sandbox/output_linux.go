package sandbox

import (
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A listener reads a cell's pipe while the job runs.
type listener struct {
	pipe    *os.File
	keep    int64
	tooMuch func() // called once, at runaway
	said    output
	done    chan struct{}
}

// listen begins to read.
func listen(pipe *os.File, keep int64, tooMuch func()) *listener {
	l := &listener{pipe: pipe, keep: keep, tooMuch: tooMuch, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.read(pipe)
	}()
	return l
}

// read takes what comes until the pipe ends or its deadline passes.
func (l *listener) read(r io.Reader) {
	buffer := make([]byte, 8<<10)
	for {
		n, err := r.Read(buffer)
		l.take(buffer[:n])
		if err != nil {
			return
		}
	}
}

func (l *listener) take(piece []byte) {
	before := l.said.all
	l.said.all += int64(len(piece))
	if room := l.keep - int64(len(l.said.text)); room > 0 {
		l.said.text = append(l.said.text, piece[:min(int64(len(piece)), room)]...)
	}
	if before <= runaway && l.said.all > runaway {
		l.tooMuch()
	}
}

// end waits until nobody holds the other end of the pipe, which is soon after the process has ended.
func (l *listener) end() output {
	l.pipe.SetReadDeadline(time.Now().Add(exitPatience))
	<-l.done
	return l.said
}

// sweep takes what is in the pipe now and waits for no more. The process must have said that it is done: it wrote all that
// it prints before.
func (l *listener) sweep() output {
	l.pipe.SetReadDeadline(time.Unix(1, 0)) // ends the reading goroutine, which may leave something unread
	<-l.done
	l.pipe.SetReadDeadline(time.Time{})
	raw, err := l.pipe.SyscallConn()
	if err != nil {
		return l.said
	}
	buffer := make([]byte, 64<<10) // as much as a pipe holds
	raw.Read(func(fd uintptr) bool {
		if n, err := unix.Read(int(fd), buffer); err == nil && n > 0 {
			l.take(buffer[:n])
		}
		return true
	})
	return l.said
}
