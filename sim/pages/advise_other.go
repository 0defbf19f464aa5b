//go:build !linux

package pages

func advise([]byte) {}

func bytesOf([]float64) []byte { return nil }

func address([]float64) uintptr { return 0 }
