import ctypes, os, platform

C = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"


def call(amd64, arm64, *args):
    return C.syscall(arm64 if ARM else amd64, *args)


def read_file():
    for path in (b"/etc/passwd", b"/etc/hostname", b"/proc/self/status", b"/proc/1/environ"):
        if C.open(path, 0) >= 0:
            return False
    return True


def write_file():
    for path in (b"/x", b"/tmp/x", b"/dev/shm/x", b"/var/tmp/x", b"x"):
        if C.open(path, 0o101, 0o600) >= 0:
            return False
    return call(319, 279, b"x", 0) < 0  # memfd_create


def list_root():
    for path in ("/", "/home", "/root", "/tmp", "/proc", "/var"):
        try:
            if set(os.listdir(path)) - {"usr", "lib", "lib64", "bin"}:
                return False
        except OSError:
            pass
    return True


def environment():
    return not any(k for k in os.environ if k.startswith(("CORONIUM", "DATABASE", "AWS", "HOME")))


def make_socket():
    return all(C.socket(family, kind, 0) < 0 for family in (1, 2, 10, 16, 17) for kind in (1, 2, 3))


def fork_process():
    pid = C.fork()
    if pid == 0:
        os._exit(0)
    return pid < 0 and call(56, 220, 17, 0, 0, 0, 0) < 0


def start_thread():
    handle = ctypes.c_ulong()
    entry = ctypes.cast(C.abs, ctypes.c_void_p)
    return C.pthread_create(ctypes.byref(handle), None, entry, None) != 0


def execute():
    return C.execve(b"/usr/bin/python3", None, None) < 0


def signal_others():
    return C.kill(-1, 0) < 0 and C.kill(os.getppid(), 0) < 0


def trace_others():
    return C.ptrace(16, os.getppid() or 1, None, None) < 0


def raise_limits():
    new = (ctypes.c_ulong * 2)(2**30, 2**30)
    return call(302, 261, 0, 0, ctypes.byref(new), None) < 0


def executable_memory():
    C.mmap.restype = ctypes.c_void_p
    return C.mmap(None, 4096, 7, 0x22, -1, 0) == ctypes.c_void_p(-1).value


def mount_something():
    return C.mount(b"none", b"/usr", b"tmpfs", 0, None) < 0 and C.unshare(0x10000000) < 0
