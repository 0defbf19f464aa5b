# The Python side of the sandbox: becomes a process that waits behind its walls for one job, does it, and ends.
#
# Go starts this file in one of three modes. "zygote": import NumPy once, then fork a child for each request; "scipy": SciPy
# too. "once": be that child oneself. Everything up to the reading of the job is trusted; from the first line of the trainee's program
# on nothing here is, and Go believes nothing of what it then writes but the shape of the bytes.
import sys, json
CONF = json.loads(sys.argv[1])
sys.path[:] = CONF["path"]
sys.argv[:] = ["python3"]
import os, ctypes, struct, resource, types, builtins, linecache
import numpy as np
import numpy.random, numpy.linalg, numpy.fft
import random, time, io

READY, RESULT, EXCEPTION, DONE = 1, 2, 3, 4  # frames to Go; the job itself is frame 1 from Go
LIBC = ctypes.CDLL(None, use_errno=True)
OUT_OF_MEMORY = 77  # the exit status that says so
JOB, OUT = 3, 1  # the descriptors that a child keeps: the job's socket, and a pipe for what is printed (as 1 and 2)


# ---- the walls that a process builds around itself -----------------------------------------------------------------

def must(failed, what):
    if failed:
        os.write(2, ("sandbox: %s: errno %d\n" % (what, ctypes.get_errno())).encode())
        os._exit(125)


class CapHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint), ("pid", ctypes.c_int)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


CAP_HEADER, CAP_NONE = CapHeader(0x20080522, 0), (ctypes.c_uint * 6)()
FILTER = bytes.fromhex(CONF["filter"])
FILTER_MEMORY = ctypes.create_string_buffer(FILTER, len(FILTER))
FILTER_PROGRAM = Program(len(FILTER) // 8, ctypes.cast(FILTER_MEMORY, ctypes.c_void_p))
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38


# exec has made this process dumpable again, and so open to the eyes of others of its user: a zygote's children, for example.
must(LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")


def limit(which, value):
    resource.setrlimit(which, (value, value))  # hard as soft: what is lowered can't be raised again


def lock():
    """The last steps before the job is read. None of them can be undone by this process."""
    for cap in CONF["caps"]:  # the few that the launcher left to a zygote
        must(LIBC.prctl(PR_CAPBSET_DROP, cap, 0, 0, 0), "bounding set")
    must(LIBC.syscall(CONF["capset"], ctypes.byref(CAP_HEADER), ctypes.byref(CAP_NONE)), "capset")
    must(LIBC.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "parent death signal")
    must(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    limit(resource.RLIMIT_CPU, CONF["cpu"])  # ceilings; Go lowers them to the job's own before it sends the job
    limit(resource.RLIMIT_AS, CONF["memory"])
    limit(resource.RLIMIT_NPROC, CONF["processes"])
    limit(resource.RLIMIT_NOFILE, 16)
    if FILTER:
        must(LIBC.syscall(CONF["seccomp"], 1, 0, ctypes.byref(FILTER_PROGRAM)), "seccomp")


# ---- frames: u32 length of the rest | u8 type | u32 length of the header | JSON header | raw blocks -----------------

def read(n):
    data = bytearray(n)
    view = memoryview(data)
    while view:
        got = os.readv(JOB, [view])
        if got == 0:
            os._exit(0)  # Go has no job for this process any more
        view = view[got:]
    return data


def send(kind, header, blocks=()):
    """Write a frame, in one piece if the socket takes it: each piece wakes Go."""
    head = json.dumps(header).encode()
    size = 4 + len(head) + sum(map(len, blocks))
    pieces = [memoryview(b) for b in (struct.pack("<IBI", size, kind, len(head)) + head, *blocks) if b]
    while pieces:
        written = os.writev(JOB, pieces)
        while pieces and written >= len(pieces[0]):
            written -= len(pieces.pop(0))
        if pieces:
            pieces[0] = pieces[0][written:]


def receive():
    size, _ = struct.unpack("<IB", read(5))
    body = read(size)
    end = 4 + struct.unpack_from("<I", body)[0]
    return json.loads(body[4:end]), memoryview(body)[end:]


# ---- values ----------------------------------------------------------------------------------------------------------

TYPES = {"f8": "<f8", "i8": "<i8", "b1": "|b1", "c16": "<c16"}
KINDS = {"f": "f8", "i": "i8", "u": "i8", "b": "b1", "c": "c16"}
MAX_VALUES, MAX_AXES = 4000000, 4
TOO_LARGE = "%s holds a whole number that takes more than 64 bits; a float would do"


def value(v, blocks):
    """An argument as Go wrote it: plain JSON, or an array whose values stand in the raw blocks."""
    if type(v) is list:
        return [value(x, blocks) for x in v]
    if type(v) is dict:
        n = 1
        for axis in v["shape"]:
            n *= axis
        a = np.frombuffer(blocks, dtype=TYPES[v["type"]], count=n, offset=v["offset"])
        return a.reshape(v["shape"]).copy()
    return v


class Unreadable(Exception):
    """The function returned something that cannot be compared with numbers."""


def export(v, called):
    """A returned value as (description, bytes). Only plain numbers, lists and exact NumPy arrays are read: nothing of the
    program's own classes is asked what it is."""
    t = type(v)
    if t is np.ndarray or t in (float, int, bool, complex) or issubclass(t, np.generic):
        a = np.asarray(v)
    elif t in (list, tuple, range):
        try:
            a = np.array(v)
        except ValueError:
            raise Unreadable("%s is a list whose rows differ in length" % called) from None
    elif v is None:
        raise Unreadable("%s is None" % called)
    else:
        raise Unreadable("%s is of type %s" % (called, t.__name__))
    if a.dtype.kind not in KINDS:
        if a.dtype.kind == "O":
            if all(type(x) is int for x in a.flat):
                raise Unreadable(TOO_LARGE % called)
            raise Unreadable("%s holds objects that are not numbers, or rows that differ in length" % called)
        raise Unreadable("%s holds values of type %s" % (called, a.dtype))
    if a.ndim > MAX_AXES:
        raise Unreadable("%s has %d axes; at most %d can be read" % (called, a.ndim, MAX_AXES))
    if a.size > MAX_VALUES:
        raise Unreadable("%s has %d values; at most %d can be read" % (called, a.size, MAX_VALUES))
    if a.dtype.kind == "u" and a.size and int(a.max()) >= 1 << 63:
        raise Unreadable(TOO_LARGE % called)
    kind = KINDS[a.dtype.kind]
    data = np.ascontiguousarray(a, dtype=TYPES[kind]).tobytes()
    return {"type": kind, "shape": list(a.shape), "python": t.__name__}, data


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def answer(index, function, out, cpu):
    """Send what a call returned."""
    if type(out) is str:
        raise Unreadable("the value that %s returned is a text" % function)
    kind, names, parts = "value", [""], [out]
    if issubclass(type(out), tuple):  # a named tuple is one; its class is not asked for anything
        out = tuple(tuple.__iter__(out))
    elif type(out) is list and 2 <= len(out) <= 32 and any(type(x) is np.ndarray for x in out) and len({(len(x),) if type(x) is list else np.shape(x) for x in out if type(x) in (np.ndarray, list, float, int)}) > 1:
        out = tuple(out)  # [V, spikes] means V, spikes: arrays of different shapes are no matrix
    if type(out) is tuple and len(out) > 32:  # so many things are one row of numbers
        parts = [list(out)]
    elif type(out) is tuple:
        kind, names, parts = "tuple", [""] * len(out), list(out)
    elif type(out) is dict:
        kind, names, parts = "dict", [str(k)[:64] for k in out], list(out.values())
    if len(parts) > 32:
        raise Unreadable("%s returned %d values; at most 32 can be read" % (function, len(parts)))
    described, blocks, offset = [], [], 0
    for i, part in enumerate(parts):
        called = "the value that %s returned" % function
        if kind == "tuple":
            called = "the %s value that %s returned" % (ORDINALS[i] if i < 8 else "%dth" % (i + 1), function)
        elif kind == "dict":
            called = "the value under %r that %s returned" % (names[i], function)
        d, data = export(part, called)
        d["name"], d["offset"] = names[i], offset
        offset += len(data)
        described.append(d)
        blocks.append(data)
    send(RESULT, {"call": index, "kind": kind, "out": described, "cpu": cpu}, blocks)


# ---- exceptions, seen from the submission ----------------------------------------------------------------------------

def column(code, instruction, lines, line):
    """The 1-based column, in characters, of the instruction that failed (Python 3.11 and later know it)."""
    try:
        for i, (_, _, start, _) in enumerate(code.co_positions()):
            if 2 * i == instruction:
                text = lines[line - 1].encode()[:start].decode(errors="ignore")
                return len(text) + 1
    except Exception:
        pass
    return 0


def report(e, filename, lines):
    frames, line, col, tb = [], 0, 0, e.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if code.co_filename == filename:
            line = tb.tb_lineno
            col = column(code, tb.tb_lasti, lines, line)
            frames.append([line, code.co_name[:100]])
        tb = tb.tb_next
    if len(frames) > 20:
        frames = frames[:10] + frames[-10:]
    try:
        message = str(e)[:2000]
    except Exception:
        message = ""
    d = {"type": type(e).__name__[:100], "message": message, "line": line, "column": col, "frames": frames}
    if isinstance(e, OSError):
        d["errno"] = e.errno if type(e.errno) is int else 0
    if isinstance(e, SyntaxError) and e.filename == filename:
        d["message"], d["line"], d["column"] = str(e.msg)[:2000], e.lineno or 0, e.offset or 0
    refused = getattr(e, "refused", None)
    if type(refused) is str:
        d["refused"] = refused
    return d


# ---- courtesy: a refusal is told in a sentence, at the line that asked, before the kernel says no more curtly ----------
# This is no wall. Whoever gets round it meets the real ones, which do not know of it.

FILES, NETWORK, THREADS, PROCESSES = "file", "network", "thread", "process"
EVENTS = {}
for event in "socket.__new__ socket.connect socket.bind socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr urllib.Request".split():
    EVENTS[event] = NETWORK
for event in "_thread.start_new_thread _thread.start_joinable_thread".split():
    EVENTS[event] = THREADS
for event in "os.fork os.forkpty os.exec os.posix_spawn os.spawn os.system subprocess.Popen pty.spawn os.kill os.killpg".split():
    EVENTS[event] = PROCESSES
for event in ("open os.mkdir os.remove os.rename os.rmdir os.link os.symlink os.truncate os.chmod os.chown os.chdir os.listdir "
              "os.scandir tempfile.mkstemp tempfile.mkdtemp sqlite3.connect").split():
    EVENTS[event] = FILES
SAYS = {NETWORK: "the network cannot be reached from here", THREADS: "threads cannot be started here",
        PROCESSES: "other programs cannot be started or signalled from here", FILES: "files cannot be opened, listed or changed here"}
READABLE = tuple(CONF["path"]) + tuple(p + "/" for p in CONF["readable"])


class NotPermitted(PermissionError):
    pass


class NoThread(RuntimeError):
    pass


NotPermitted.__name__, NoThread.__name__ = "PermissionError", "RuntimeError"  # what a program may expect to catch


def courtesy(event, args):
    kind = EVENTS.get(event)
    if kind is None:
        return
    says = SAYS[kind]
    if kind is FILES:
        path = args[0] if args else None
        if type(path) is bytes:
            path = os.fsdecode(path)
        if type(path) is not str:
            return  # an open descriptor
        reading = event in ("os.listdir", "os.scandir") or event == "open" and not args[2] & 0o3303
        if reading and path.startswith(READABLE):
            return  # the interpreter's own tree: modules that are imported only now
        says += ": %r" % path[:200]
    e = NoThread(says) if kind is THREADS else NotPermitted(says)
    if kind is not THREADS:
        e.errno = 1  # EPERM, as the kernel would say
    e.refused = kind
    raise e


STANDARD = getattr(sys, "stdlib_module_names", None)  # Python 3.10 and later know them


class Promised:
    """Stands before the finders of modules. What a program itself imports must be of the standard library, NumPy or SciPy,
    even if the machine happens to have more: so that it runs alike everywhere, and computes what it was asked to compute.
    What those import in turn is their own affair."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None or STANDARD is None or name in STANDARD or name in ("numpy", "scipy"):
            return None
        frame = sys._getframe(1)
        while frame is not None and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        if frame is not None and frame.f_globals.get("__name__") == "submission":
            raise ModuleNotFoundError("No module named %r" % name, name=name)
        return None


# ---- a job -----------------------------------------------------------------------------------------------------------

def load(job, source):
    """Execute the module. It stands in sys.modules first: dataclasses and pickling look a class's module up there."""
    name = job["filename"]
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    module = types.ModuleType("submission")
    module.__file__ = name
    sys.modules["submission"] = module
    sys.argv[:] = [name]
    np.random.seed(job["seed"] & 0xFFFFFFFF)
    random.seed(job["seed"])
    if CONF["courtesy"]:
        sys.meta_path.insert(0, Promised)
        sys.addaudithook(courtesy)
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
    return module


def parameters(function):
    """The names that a function takes, for the sentence about a call that does not fit."""
    import inspect
    try:
        return str(inspect.signature(function))[:300]
    except Exception:
        return ""


def one(module, index, call, blocks, filename, lines):
    """Make one call and send what came of it."""
    name = call["function"]
    function = module.__dict__.get(name)
    if not callable(function):
        found = [k for k, v in list(module.__dict__.items()) if type(v) is types.FunctionType and type(k) is str][:50]
        send(EXCEPTION, {"call": index, "missing": name, "is": type(function).__name__ if name in module.__dict__ else "",
                         "defines": [k[:100] for k in found]})
        return
    positional = [value(v, blocks) for v in call["positional"]]
    keywords = {k: value(v, blocks) for k, v in call["keywords"].items()}
    out, started = None, time.process_time()
    try:
        out = function(*positional, **keywords)
        answer(index, name, out, time.process_time() - started)
    except Unreadable as e:
        d = {"call": index, "type": "TypeError", "message": str(e), "unreadable": True, "none": out is None}
        if type(out) is str:
            d["text"] = out[:2000]
        code = getattr(function, "__code__", None)
        if type(code) is types.CodeType and code.co_filename == filename:
            d["line"] = code.co_firstlineno
        send(EXCEPTION, d)
    except BaseException as e:
        d = report(e, filename, lines)
        if isinstance(e, TypeError) and e.__traceback__.tb_next is None:  # raised by the call, not in the function
            d["takes"] = parameters(function)
            code = getattr(function, "__code__", None)
            d["line"] = code.co_firstlineno if type(code) is types.CodeType else 0
        d["call"] = index
        del e
        send(EXCEPTION, d)


def serve():
    """Wait for the job, do it, leave."""
    job, blocks = receive()
    source = bytes(blocks[:job["source"]]).decode()
    lines = source.splitlines()
    sys.stdout = io.TextIOWrapper(io.FileIO(OUT, "w", closefd=False), encoding="utf-8", errors="replace", line_buffering=True)
    sys.stderr = sys.stdout
    sys.stdin = None  # input() says so
    try:
        module = load(job, source)
    except BaseException as e:
        d = report(e, job["filename"], lines)
        d["call"] = -1
        send(EXCEPTION, d)
    else:
        for index, call in enumerate(job["calls"]):
            one(module, index, call, blocks, job["filename"], lines)
    try:
        sys.stdout.flush()
    except Exception:
        pass
    send(DONE, {})
    os.read(JOB, 1)  # Go looks at what was used, then ends this process


def warm():
    """Do a little of everything that a job does. A fork shares its parent's pages until it touches them; so the copying is
    done while the process waits, and not while somebody waits for it."""
    names = {}
    exec(compile("import numpy as np\nclass A: pass\ndef f(x, n=3):\n    v, out = 0.0, np.empty(n)\n    for i in range(n):\n        v += 0.1 * (x - v)\n"
                 "        out[i] = v\n    return out, [A(), 'x' + str(n), {n: v}]", "warm", "exec", dont_inherit=True), names)
    out, _ = names["f"](1.0)
    json.dumps(export(out, "")[0]), json.loads('{"call": [1.5, "f", null]}')
    np.random.seed(0)
    random.seed(0)
    types.ModuleType("warm"), io.TextIOWrapper(io.BytesIO(), encoding="utf-8").write("x")


def child():
    """Lock oneself in, say so, serve. READY is sent after the last wall: Go looks at it from outside before it answers."""
    warm()
    lock()
    send(READY, {})
    try:
        serve()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # not even an exception could be reported
    finally:
        os._exit(0)


# ---- the zygote ------------------------------------------------------------------------------------------------------

CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000


def become(job, out):
    """In a fresh fork: the job's socket becomes 3, the pipe 1 and 2, all else is closed; then fresh namespaces."""
    os.dup2(job, JOB)  # 0 to 3 are the zygote's own, so neither descriptor is among them, whatever number it came with
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(0)
    must(LIBC.syscall(CONF["close_range"], ctypes.c_uint(4), ctypes.c_uint(0xFFFFFFFF), 0), "close_range")
    # The network stays the zygote's: an empty one, of one loopback that is down. A child can't make a socket (the second
    # filter), so that siblings have nothing in it to meet at; one of its own would cost each job a seventh of its time, most of
    # it in the kernel's clearing up.
    inner = CONF["namespaces"] & ~CLONE_NEWPID & ~CLONE_NEWNET
    if inner:
        must(LIBC.unshare(inner), "unshare")


# The C library's fork, with the interpreter's lock held. Python's own also runs what modules have registered for after a fork:
# fresh locks for threads, of which there are none here, and a fresh seed for random, which a job sets anyway. That touches so
# many pages that it would cost each job a tenth of its time.
fork = ctypes.PyDLL(None, use_errno=True).fork

HUGE, MADV_COLLAPSE = 21, 25  # the binary logarithm of a huge page's size


def gather(objects):
    """Ask the kernel to move the memory of these objects into huge pages, where it can (Linux 6.1 and later, and enough memory in
    one piece): a fork then copies, and an end then clears, one entry where there were 512. A refusal is no loss."""
    for page in {id(o) >> HUGE for o in objects}:
        LIBC.madvise(ctypes.c_void_p(page << HUGE), ctypes.c_size_t(1 << HUGE), MADV_COLLAPSE)


def zygote():
    """Fork a child for each request; report how each ended. Requests and reports are datagrams on descriptor 3: a number
    with two descriptors comes in, the number with status, CPU seconds and peak memory goes out."""
    import array, select, socket, gc
    import math, itertools, functools, collections, dataclasses, typing, statistics, fractions, cmath, enum, copy, re, inspect  # noqa
    for name in CONF["preload"]:
        try:
            __import__(name)
        except ImportError:
            pass
    control = socket.socket(fileno=JOB)
    new_pid = CONF["namespaces"] & CLONE_NEWPID
    myself = os.pidfd_open(os.getpid()) if new_pid else -1
    children = {}  # pidfd -> (pid, number of the request)
    poll = select.poll()
    poll.register(JOB, select.POLLIN)

    def reap(pidfd):
        pid, number = children.pop(pidfd)
        poll.unregister(pidfd)
        os.close(pidfd)
        _, status, used = os.wait4(pid, 0)
        control.send(struct.pack("<IidQ", number, status, used.ru_utime + used.ru_stime, used.ru_maxrss))

    gc.collect()
    gather(gc.get_objects())
    gc.freeze()  # what is imported stays where it is: a collection in a child copies no page of it
    control.send(struct.pack("<I", 0))
    while True:
        for fd, _ in poll.poll():
            if fd != JOB:
                reap(fd)
                continue
            request, ancillary, _, _ = control.recvmsg(4, socket.CMSG_SPACE(8))
            if not request:
                os._exit(0)  # Go is gone
            number, = struct.unpack("<I", request)
            fds = array.array("i")
            for _, _, data in ancillary:
                fds.frombytes(data)
            if new_pid:  # the next fork begins a new pid namespace
                must(LIBC.unshare(CLONE_NEWPID), "unshare pid")
            pid = fork()
            must(pid < 0, "fork")
            if pid == 0:
                try:
                    children.clear()  # whoever looks up the stack shall not learn of others, nor how many they are
                    number = request = pidfd = None
                    become(*fds)
                    child()
                finally:
                    os._exit(126)
            if new_pid:  # and back, or there could be no second one
                must(LIBC.setns(myself, CLONE_NEWPID), "setns")
            for f in fds:
                os.close(f)
            pidfd = os.pidfd_open(pid)
            poll.register(pidfd, select.POLLIN)
            children[pidfd] = pid, number


child() if CONF["mode"] == "once" else zygote()
