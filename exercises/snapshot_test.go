package exercises

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func oneExercise(t testing.TB, change func(fstest.MapFS)) (*Library, *Exercise) {
	t.Helper()
	m := copyOfContent(t)
	if change != nil {
		change(m)
	}
	lib, err := Load(m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := lib.Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	return lib, e
}

// A snapshot brings back the same exercise, byte by byte, and the same files give the same zip.
func TestSnapshotBringsBackTheVersion(t *testing.T) {
	_, e := oneExercise(t, nil)
	data, err := e.Zip()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := e.Zip()
	back, err := FromSnapshot(e.ID, e.Module, data)
	if err != nil || back.Version != e.Version || back.Prompt != e.Prompt || len(back.Files()) != len(e.Files()) || !bytes.Equal(data, again) {
		t.Fatalf("version %v, want %s: %v", back, e.Version, err)
	}
	v, _ := e.Variant(7)
	w, err := back.Variant(7)
	if err != nil || v.Prompt() != w.Prompt() {
		t.Error("the numbers of a variant are not those that it had")
	}
}

// An attempt's version is the kept one; the present one stands in only where it was not kept.
func TestLibraryKeepsVersions(t *testing.T) {
	lib, old := oneExercise(t, nil)
	snapshot, err := old.Zip()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	lib.KeepVersions(func(id, version string) ([]byte, error) {
		if asked++; id == old.ID && version == old.Version {
			return snapshot, nil
		}
		return nil, errors.New("not kept")
	})
	changed, now := oneExercise(t, func(m fstest.MapFS) {
		m[lifFolder+"prompt.md"].Data = append(m[lifFolder+"prompt.md"].Data, []byte("\nA mended sentence.\n")...)
	})
	lib.Replace(changed)
	for range 3 {
		got, err := lib.At(old.ID, old.Version)
		if err != nil || got.Version != old.Version || strings.Contains(got.Prompt, "mended") {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if asked != 1 {
		t.Errorf("the archive was asked %d times", asked)
	}
	for _, version := range []string{"", now.Version, "0123456789abcdef"} {
		if got, err := lib.At(old.ID, version); err != nil || got.Version != now.Version {
			t.Errorf("version %q gives %v, %v", version, got, err)
		}
	}
	if _, err := lib.At("nothing-such", "x"); err == nil {
		t.Error("an exercise that never was is given")
	}
}

func zipOf(t testing.TB, entries ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e[0], Method: zip.Deflate}
		if strings.HasPrefix(e[1], "->") {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(e[1]))
	}
	_ = w.Close()
	return out.Bytes()
}

func TestHostileZips(t *testing.T) {
	yaml := [2]string{"exercise.yaml", "title: x"}
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"no zip":            {[]byte("PK nothing"), "no zip that can be read"},
		"out of the folder": {zipOf(t, yaml, [2]string{"../../etc/passwd", "x"}), "leads elsewhere"},
		"from the root":     {zipOf(t, yaml, [2]string{"/etc/passwd", "x"}), "leads elsewhere"},
		"back slashes":      {zipOf(t, yaml, [2]string{`a\..\b`, "x"}), "leads elsewhere"},
		"a link":            {zipOf(t, yaml, [2]string{"solution.py", "->/etc/passwd"}), "is a link"},
		"a bomb":            {zipOf(t, yaml, [2]string{"big", strings.Repeat("0", 3<<20)}), "too large"},
		"many small bombs": {zipOf(t, append([][2]string{yaml}, func() (all [][2]string) {
			for i := range 20 {
				all = append(all, [2]string{"f" + string(rune('a'+i)), strings.Repeat("0", 1<<20)})
			}
			return all
		}()...)...), "all together 16 MB"},
		"twice":         {zipOf(t, yaml, yaml), "stands twice"},
		"no exercise":   {zipOf(t, [2]string{"a.txt", "x"}), "no exercise.yaml"},
		"two exercises": {zipOf(t, [2]string{"a/exercise.yaml", "x"}, [2]string{"b/exercise.yaml", "x"}), "holds 2 exercises"},
		"large":         {make([]byte, MaxZip+1), "at most 4 MB"},
	} {
		if _, err := Unzip(c.data); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	// A zip of the folder, of its module, or of the files alone; what systems leave in it is passed over.
	for _, prefix := range []string{"", "my-exercise/", "02-x/my-exercise/"} {
		files, err := Unzip(zipOf(t, [2]string{prefix + "exercise.yaml", "title: x"}, [2]string{prefix + "bank/a.py", "x"}, [2]string{"__MACOSX/._x", "x"}, [2]string{prefix + ".git/config", "x"}))
		if err != nil || len(files) != 2 || files["bank/a.py"] == nil {
			t.Errorf("%q: %v, %v", prefix, files, err)
		}
	}
}
