package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// Deadlines of a connection. A page is small, a phone on a train is slow: reading may take half a
// minute, writing a whole one. The event stream sets its own deadline for every write.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = 60 * time.Second
	idleTimeout     = 2 * time.Minute
	maxHeaderBytes  = 32 << 10
	shutdownTimeout = 10 * time.Second
)

// addressError says why an address can't be listened on, and what to do about it.
type addressError string

func (e addressError) Error() string  { return string(e) }
func (e addressError) BadInput() bool { return true }

// Listen opens the address that the server is to be reached at. A busy port, a port that only root may
// open and a name that isn't an address each get one sentence.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, addressError(fmt.Sprintf("%s is in use by another program: stop it, or choose another port, for instance --addr :8081", addr))
	case errors.Is(err, syscall.EACCES):
		return nil, addressError(fmt.Sprintf("%s may not be opened by this user: ports below 1024 need privileges; choose a higher one, for instance --addr :8080", addr))
	}
	var wrong *net.AddrError
	if errors.As(err, &wrong) {
		return nil, addressError(fmt.Sprintf("%q is no address to listen on (%s): write :8080 or 127.0.0.1:8080", addr, wrong.Err))
	}
	return nil, addressError(fmt.Sprintf("can't listen on %s: %v", addr, err))
}

// Serve answers requests on the listener until the context ends. It then refuses new connections, ends the
// event streams, and gives requests under way ten seconds to finish.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return streams },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("shutting down", "grace", shutdownTimeout.String())
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	// An open event stream would hold Shutdown up for its whole grace: it hears of the end first.
	server.RegisterOnShutdown(func() { shuttingDown(handler) })
	err := server.Shutdown(grace)
	endStreams()
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

// shuttingDown tells a handler that holds long connections to end them.
func shuttingDown(handler http.Handler) {
	if h, ok := handler.(interface{ EndStreams() }); ok {
		h.EndStreams()
	}
}
