package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// secondProgram builds this program with the vector steps and lets it print its rows.
func secondProgram(only string, alone bool, runs int) {
	if runtime.GOARCH != "amd64" {
		fmt.Println("rows ending in simd are missing: there are vector steps for amd64 only")
		return
	}
	folder, err := os.MkdirTemp("", "coronium-bench-")
	must(err)
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "bench")
	build := exec.Command("go", "build", "-o", program, "./sim/bench")
	build.Env = append(os.Environ(), "GOEXPERIMENT=simd")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Printf("rows ending in simd are missing: GOEXPERIMENT=simd go build ./sim/bench says %v: %s\n", err, strings.TrimSpace(string(said)))
		return
	}
	run := exec.Command(program, "-second", "-n", strconv.Itoa(runs), "-only", only, "-alone="+strconv.FormatBool(alone))
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	if err := run.Run(); err != nil {
		fmt.Println("rows ending in simd are missing:", err)
	}
}
