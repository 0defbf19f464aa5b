//go:build goexperiment.simd && amd64

package main

// simd tells whether the vector steps were built in.
func simd() bool { return true }
