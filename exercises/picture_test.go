package exercises

import (
	"os"
	"testing"
)

// Every module of the curriculum has a picture that the models draw, and each of its lines can be seen on the axes.
func TestModulePictures(t *testing.T) {
	for _, m := range shipped(t).Modules() {
		n := 0
		for _, p := range m.Passages {
			if p.Picture == nil {
				continue
			}
			n++
			if err := p.Picture.shows(t.Context()); err != nil {
				t.Errorf("%s: %v", p.Picture.Place, err)
			}
			if os.Getenv("CORONIUM_PICTURES") != "" { // for whoever checks what the pictures say
				f, _ := p.Picture.Figure(t.Context())
				for _, s := range f.Series {
					t.Log(f.Title, "/", s.Name)
					for i := 0; i < len(s.X); i += max(1, len(s.X)/24) {
						t.Logf("%9.4g %9.4g", s.X[i], s.Y[i])
					}
				}
			}
		}
		if n == 0 && m.Number <= 7 {
			t.Errorf("%s has no picture", m.ID)
		}
	}
}
