package wall

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"
)

// privateRoot replaces the file tree by a small read-only one that holds what the interpreter needs and nothing else: no
// /proc, no /dev, no /tmp, nothing that can be written.
func privateRoot(s Spec) error {
	if !s.Namespaces {
		return nil
	}
	// What is mounted from here on stays in this mount namespace.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make the mounts private: %w", err)
	}
	// Take hold of the originals before something is mounted over them.
	originals, err := openAll(s.Paths)
	if err != nil {
		return err
	}
	stage, err := mountStage()
	if err != nil {
		return err
	}
	for i, path := range s.Paths {
		if err := bindReadOnly(originals[i], filepath.Join(stage, path)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		unix.Close(originals[i])
	}
	if err := makeLinks(stage, s.Links); err != nil {
		return err
	}
	return enter(stage)
}

func openAll(paths []string) ([]int, error) {
	var fds []int
	for _, p := range paths {
		fd, err := unix.Open(p, unix.O_PATH|unix.O_CLOEXEC, 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		fds = append(fds, fd)
	}
	return fds, nil
}

// mountStage mounts an empty file system in memory over some directory that is sure to exist.
func mountStage() (string, error) {
	for _, dir := range []string{"/tmp", "/mnt", "/run", "/var"} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "size=256k,nr_inodes=1k,mode=755")
			if err != nil {
				return "", fmt.Errorf("mount a file system in memory: %w", err)
			}
			return dir, nil
		}
	}
	return "", fmt.Errorf("there is none of /tmp, /mnt, /run, /var to build it on")
}

// bindReadOnly shows an original at a new place: for reading and executing, no set-uid programs, no devices.
func bindReadOnly(original int, at string) error {
	var info unix.Stat_t
	if err := unix.Fstat(original, &info); err != nil {
		return err
	}
	if info.Mode&unix.S_IFMT == unix.S_IFDIR {
		if err := os.MkdirAll(at, 0o755); err != nil {
			return err
		}
	} else {
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		f, err := os.OpenFile(at, os.O_CREATE|os.O_WRONLY, 0o755)
		if err != nil {
			return err
		}
		f.Close()
	}
	if err := unix.Mount("/proc/self/fd/"+strconv.Itoa(original), at, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	// mount_setattr only adds: a user namespace may not clear what the original mount has set.
	attributes := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV}
	if err := unix.MountSetattr(unix.AT_FDCWD, at, 0, &attributes); err != nil {
		return fmt.Errorf("make it read-only: %w", err)
	}
	return nil
}

// makeLinks recreates the links by which the tree is reached, such as /lib64, which every executable's loader is named by.
func makeLinks(stage string, links map[string]string) error {
	var places []string
	for at := range links {
		places = append(places, at)
	}
	slices.Sort(places) // outer ones first
	for _, at := range places {
		if err := os.MkdirAll(filepath.Join(stage, filepath.Dir(at)), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(links[at], filepath.Join(stage, at)); err != nil {
			return err
		}
	}
	return nil
}

// enter makes the stage the root and lets go of the old one. pivot_root(".", ".") puts the old root over the new, where it
// is detached at once; after that no path and no mount of this process leads to it.
func enter(stage string) error {
	if err := os.Chdir(stage); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("pivot_root: %w", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("leave the old root: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	attributes := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | unix.MOUNT_ATTR_NODEV | unix.MOUNT_ATTR_NOEXEC}
	if err := unix.MountSetattr(unix.AT_FDCWD, "/", 0, &attributes); err != nil {
		return fmt.Errorf("make the root read-only: %w", err)
	}
	return unix.Sethostname([]byte("sandbox"))
}
