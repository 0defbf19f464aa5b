package exercises

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
	"time"
)

// Snapshots. A version of an exercise is its folder as a zip: the same files give the same bytes and the same hash, so that
// a snapshot that is kept once for each hash brings back exactly what an attempt began with. Authors carry exercises from
// one place to another in the same form.

// MaxZip bounds a zip that is read; what it unpacks to is bounded by maxFile, maxFiles and maxUnpacked.
const (
	MaxZip      = 4 << 20
	maxUnpacked = 16 << 20
)

// Zip is the exercise's folder as a zip with the paths MODULE/ID/FILE; the same exercise gives the same bytes.
func (e *Exercise) Zip() ([]byte, error) {
	return zipped(e.Module+"/"+e.ID+"/", e.files)
}

func zipped(prefix string, files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		// A zip's time begins in 1980; a fixed one keeps the bytes equal.
		f, err := w.CreateHeader(&zip.FileHeader{Name: prefix + name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// Unzip reads the files of one exercise's folder out of a zip, by their path within the folder. The zip may hold the
// folder itself, the folder within its module, or the files alone. Paths that lead out, links, and what is too large are
// refused; hidden files and what editors and systems leave behind is passed over.
func Unzip(data []byte) (map[string][]byte, error) {
	if len(data) > MaxZip {
		return nil, badInput("the zip is %.1f MB large; at most %d MB are read", float64(len(data))/(1<<20), MaxZip>>20)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, badInput("this is no zip that can be read: %s. Make one of the exercise's folder", strings.TrimPrefix(err.Error(), "zip: "))
	}
	if len(r.File) > 4*maxFiles {
		return nil, badInput("the zip has %d entries; an exercise has at most %d files", len(r.File), maxFiles)
	}
	files, total := map[string][]byte{}, 0
	for _, f := range r.File {
		if f.FileInfo().IsDir() || junk(f.Name) {
			continue
		}
		if err := safePath(f.Name); err != nil {
			return nil, err
		}
		if mode := f.Mode(); !mode.IsRegular() {
			return nil, badInput("%q in the zip is a link or a device; put the file itself into the zip", clip(f.Name, 80))
		}
		if _, twice := files[f.Name]; twice {
			return nil, badInput("%q stands twice in the zip", clip(f.Name, 80))
		}
		if len(files) >= maxFiles {
			return nil, badInput("the zip has more than %d files", maxFiles)
		}
		opened, err := f.Open()
		if err != nil {
			return nil, badInput("%q in the zip can't be unpacked: %v", clip(f.Name, 80), err)
		}
		// What the header says of the size is not believed: reading stops at the bound.
		text, err := io.ReadAll(io.LimitReader(opened, maxFile+1))
		_ = opened.Close()
		if err != nil {
			return nil, badInput("%q in the zip can't be unpacked: %v", clip(f.Name, 80), err)
		}
		if total += len(text); len(text) > maxFile || total > maxUnpacked {
			return nil, badInput("%q in the zip is too large: a file may have %d MB, all together %d MB", clip(f.Name, 80), maxFile>>20, maxUnpacked>>20)
		}
		files[f.Name] = text
	}
	return folderOf(files)
}

func junk(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == "__MACOSX" || part == "__pycache__" || strings.HasPrefix(part, ".") && part != "." && part != ".." {
			return true
		}
	}
	return strings.HasSuffix(name, ".pyc")
}

func safePath(name string) error {
	if name == "" || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\\x00:") || path.Clean(name) != name || strings.HasPrefix(name, "..") || len(name) > 200 {
		return badInput("%q in the zip is a path that leads elsewhere; a zip of the exercise's folder has paths such as my-exercise/exercise.yaml", clip(name, 80))
	}
	return nil
}

// folderOf finds the one folder with exercise.yaml and drops its path from the names.
func folderOf(files map[string][]byte) (map[string][]byte, error) {
	var folders []string
	for name := range files {
		if path.Base(name) == "exercise.yaml" {
			folders = append(folders, strings.TrimSuffix(name, "exercise.yaml"))
		}
	}
	sort.Strings(folders)
	switch len(folders) {
	case 0:
		return nil, badInput("the zip holds no exercise.yaml; make it of the exercise's folder")
	case 1:
	default:
		return nil, badInput("the zip holds %d exercises (%s); put one exercise into a zip", len(folders), clip(strings.Join(folders, ", "), 120))
	}
	out := map[string][]byte{}
	for name, text := range files {
		if relative, in := strings.CutPrefix(name, folders[0]); in {
			out[relative] = text
		}
	}
	return out, nil
}

// FromSnapshot brings an exercise back from what Zip gave. What it requires need not be there.
func FromSnapshot(id, module string, data []byte) (*Exercise, error) {
	files, err := Unzip(data)
	if err != nil {
		return nil, err
	}
	e, faults := FromFiles(id, module, files)
	if len(faults) > 0 {
		return nil, faults
	}
	return e, nil
}

// FromFiles reads an exercise from the files of its folder; the faults are those that Load would find in it alone.
func FromFiles(id, module string, files map[string][]byte) (*Exercise, ContentErrors) {
	// A zip in memory is a folder that can be read.
	data, err := zipped(module+"/"+id+"/", files)
	if err == nil {
		var folder *zip.Reader
		if folder, err = zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
			return loadExercise(folder, module, id)
		}
	}
	return nil, ContentErrors{{Place{module + "/" + id, 0}, err.Error()}}
}

// Files are the names of the files of the folder, in order.
func (e *Exercise) Files() []string {
	var names []string
	for name := range e.files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Archive gives the snapshot of a version that was kept; an error if it was not.
type Archive func(id, version string) ([]byte, error)

// KeepVersions has versions that are not the present one looked up in an archive.
func (lib *Library) KeepVersions(a Archive) {
	lib.mu.Lock()
	defer lib.mu.Unlock()
	lib.archive = a
}

// At returns an exercise in a version: the present one if that is meant (or none is), else the one that was kept. Where it
// was not kept the present one stands in; its Version says so.
func (lib *Library) At(id, version string) (*Exercise, error) {
	present, err := lib.Exercise(id)
	if version == "" || err == nil && present.Version == version {
		return present, err
	}
	key := id + "/" + version
	lib.mu.RLock()
	kept, known := lib.kept[key]
	archive := lib.archive
	lib.mu.RUnlock()
	if !known && archive != nil {
		module := "00-kept"
		if present != nil {
			module = present.Module
		}
		if data, missing := archive(id, version); missing == nil {
			if e, bad := FromSnapshot(id, module, data); bad == nil && e.Version == version {
				kept = e
			}
		}
		lib.mu.Lock()
		if len(lib.kept) > mostKept {
			lib.kept = nil
		}
		if lib.kept == nil {
			lib.kept = map[string]*Exercise{}
		}
		if kept != nil { // what is missing may be kept later
			lib.kept[key] = kept
		}
		lib.mu.Unlock()
	}
	if kept != nil {
		return kept, nil
	}
	return present, err
}

// mostKept bounds the old versions in memory; the archive has them all.
const mostKept = 200

// Replace puts the content of another library in the place of this one's, for whoever holds it; old versions stay.
func (lib *Library) Replace(with *Library) {
	with.mu.RLock()
	modules, all, order := with.modules, with.exercises, with.order
	with.mu.RUnlock()
	lib.mu.Lock()
	defer lib.mu.Unlock()
	lib.modules, lib.exercises, lib.order = modules, all, order
}

// Add puts one exercise into the library, or a new version in the place of the old. Its module is made if it is not there;
// an exercise that requires another stands after it.
func (lib *Library) Add(e *Exercise, moduleTitle string) ContentErrors {
	lib.mu.Lock()
	defer lib.mu.Unlock()
	next := &Library{exercises: map[string]*Exercise{}}
	for id, x := range lib.exercises {
		next.exercises[id] = x
	}
	if old, taken := next.exercises[e.ID]; taken && old.Module != e.Module {
		return ContentErrors{{Place{e.Module + "/" + e.ID, 0}, fmt.Sprintf("an exercise %s is also in %s; ids are unique", e.ID, old.Module)}}
	}
	next.exercises[e.ID] = e
	found := false
	for _, m := range lib.modules {
		m.Exercises = append([]string{}, m.Exercises...)
		if m.ID == e.Module {
			found = true
			if !containsText(m.Exercises, e.ID) {
				m.Exercises = append(m.Exercises, e.ID)
			}
		}
		next.modules = append(next.modules, m)
	}
	if !found {
		next.modules = append(next.modules, Module{ID: e.Module, Number: moduleNumber(e.Module), Title: moduleTitle, Exercises: []string{e.ID}})
	}
	if faults := next.arrange(); len(faults) > 0 {
		return faults
	}
	lib.modules, lib.exercises, lib.order = next.modules, next.exercises, next.order
	return nil
}

func moduleNumber(folder string) (n int) {
	_, _ = fmt.Sscanf(folder, "%d-", &n)
	return n
}

// ZipFiles is a folder's files as a zip, by their path within it.
func ZipFiles(files map[string][]byte) ([]byte, error) { return zipped("", files) }
