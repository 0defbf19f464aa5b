# Stands before every program of the attack suite. NUMBERS, PORTS and SECRET are filled in by the test.
import ctypes, os
C = ctypes.CDLL(None, use_errno=True)

def call(name, *args):
    """One system call by name, past everything that Python or the C library would check; -1 where there is none."""
    if NUMBERS.get(name, -1) < 0:
        return -1
    ctypes.set_errno(0)
    return C.syscall(ctypes.c_long(NUMBERS[name]), *[ctypes.c_long(a) if type(a) is int else a for a in args])

def attempt(name, *args):
    result = call(name, *args)
    print("ESCAPED" if result >= 0 else "denied", name, result, ctypes.get_errno())

def tries(f, *args, **named):
    """Call something that must not succeed."""
    try:
        f(*args, **named)
        print("ESCAPED", getattr(f, "__name__", f))
    except Exception as e:
        print("denied", getattr(f, "__name__", f), type(e).__name__)

def attack():
    pass

def simulate(**given):
    attack()
    return 0.0
