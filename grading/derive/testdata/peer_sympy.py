"""Peer for the benchmark: the same pairs by SymPy, simplify(a-b)==0 and a.equals(b), with times.

Reads one JSON object a line (a, b, vars, want) and prints counts and percentiles. Pairs that SymPy's
parser does not read in this syntax (equations, functions, complex) are left out and counted.
"""
import json, signal, statistics, sys, time
import sympy as sp
from sympy.parsing.sympy_parser import parse_expr, standard_transformations, implicit_multiplication, convert_xor

TRANSFORM = standard_transformations + (convert_xor, implicit_multiplication)


def read(text, names):
    local = dict(names)
    local.update(d=lambda e, x, n=1: sp.diff(e, x, n), int=lambda e, x, a, b: sp.integrate(e, (x, a, b)),
                 lim=lambda e, x, a: sp.limit(e, x, a), sum=lambda e, k, a, b: sp.summation(e, (k, a, b)), inf=sp.oo, pi=sp.pi, e=sp.E,
                 abs=sp.Abs, H=sp.Heaviside, min=sp.Min, max=sp.Max, gamma=sp.gamma, Phi=lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2)
    return parse_expr(text, local_dict=local, transformations=TRANSFORM)


def symbols(pair):
    out = {}
    for v in pair["vars"] or []:
        name = v.split(":")[0].split()[0].split("(")[0].strip()
        out[name] = sp.Symbol(name, real=True, positive=True if ">0" in v.replace(" ", "") else None, integer=True if "integer" in v else None)
    return out


class Late(Exception):
    pass


def late(*_):
    raise Late


signal.signal(signal.SIGALRM, late)
result = {"simplify": [], "equals": []}
right = {"simplify": 0, "equals": 0}
late_count = {"simplify": 0, "equals": 0}
unread = 0
for line in sys.stdin:
    pair = json.loads(line)
    if any(c in pair["a"] for c in "=<>['") or any("complex" in v or "fun" in v for v in pair["vars"] or []):
        unread += 1
        continue
    for how in result:
        start = time.perf_counter()
        signal.alarm(20)
        try:
            a, b = read(pair["a"], symbols(pair)), read(pair["b"], symbols(pair))
            same = sp.simplify(a - b) == 0 if how == "simplify" else a.equals(b)
            right[how] += (same is True or same == True) == (pair["want"] == "equal")
        except Late:
            late_count[how] += 1
        except Exception:
            pass
        finally:
            signal.alarm(0)
        result[how].append(time.perf_counter() - start)
for how, times in result.items():
    times.sort()
    print(f"sympy {how}: {right[how]} of {len(times)} right, {late_count[how]} over 20 s, median {1e6*statistics.median(times):.0f} us, "
          f"p95 {1e6*times[int(.95*(len(times)-1))]:.0f} us ({unread} pairs not in its syntax)")
