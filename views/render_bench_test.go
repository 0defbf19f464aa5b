package views_test

import (
	"context"
	"io"
	"testing"

	"coronium/views/gallery/pages"
)

func BenchmarkDerivePage(b *testing.B) {
	for _, p := range pages.All() {
		if p.Name != "exercise-derive" {
			continue
		}
		for b.Loop() {
			if err := p.Component.Render(context.Background(), io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}
