// Package pages holds one fixture of every page in its interesting states. The
// gallery serves them while the look is worked on; the tests of views render
// and check them. The neuron in them is computed, so the plots are those of a
// real leaky integrate-and-fire cell.
package pages
