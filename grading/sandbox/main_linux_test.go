package sandbox

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	Init()
	status := m.Run()
	closeCommon()
	os.Exit(status)
}
