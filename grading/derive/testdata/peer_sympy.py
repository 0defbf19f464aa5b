"""Peer for the benchmark: the same pairs by SymPy, simplify(a - b) == 0 and a.equals(b), with times.

Reads one JSON object a line ({"id", "a", "b", "vars", "assume", "want"}) and writes one a line for each method:
{"id", "how", "read", "right", "said", "late", "seconds"}. The interpreter is warm (each method has been called before
its first clock starts) and keeps its cache from pair to pair; only between the two methods the cache is emptied, so that
the second does not live off the first. The reading of the text is not part of SymPy's time; sign assumptions are
given to its symbols, as a user would. Equations, inequalities and matrices are not asked: simplify(a - b) is a
question about expressions. Argument: seconds allowed a pair and method.
"""
import json, re, signal, sys, time
import sympy as sp
from sympy.core.cache import clear_cache
from sympy.parsing.sympy_parser import parse_expr, standard_transformations, implicit_multiplication, convert_xor

TRANSFORM = standard_transformations + (convert_xor, implicit_multiplication)
LIMIT = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0


class Late(BaseException):
    pass


def late(*_):
    raise Late


def one_sided(e, x, a):
    return sp.limit(e, x, a, "+-" if a not in (sp.oo, -sp.oo) else "-")


def names():
    return dict(
        d_=lambda e, x, n=1: sp.diff(e, x, n), diff=lambda e, x, n=1: sp.diff(e, x, n),
        int=lambda e, x, *lim: sp.integrate(e, (x, *lim)) if lim else sp.integrate(e, x),
        lim=one_sided, sum=lambda e, k, a, b: sp.summation(e, (k, a, b)),
        inf=sp.oo, pi=sp.pi, e=sp.E, abs=sp.Abs, H=sp.Heaviside, sign=sp.sign, min=sp.Min, max=sp.Max,
        gamma=sp.gamma, erf=sp.erf, erfc=sp.erfc, log=sp.log, ln=sp.log, exp=sp.exp, sqrt=sp.sqrt,
        binomial=sp.binomial, re=sp.re, im=sp.im, conj=sp.conjugate, Phi=lambda x: (1 + sp.erf(x / sp.sqrt(2))) / 2)


def declared(pair):
    """Symbols with what the declarations and sign assumptions say of them."""
    known, functions, complex_ = {}, {}, False
    for v in pair["vars"] or []:
        v = v.strip()
        if v == "complex":
            complex_ = True
        elif v.startswith("fun "):
            name = v[4:].split("(")[0].strip()
            functions[name] = sp.Function(name, real=True)
        else:
            name = re.split(r"[:\s<>=]", v)[0]
            between = re.match(r"\s*-?[\d.]+\s*<=?\s*(\w+)", v)
            name = between.group(1) if between else name
            facts = {} if "complex" in v else {"real": True}
            complex_ = complex_ or "complex" in v
            if "integer" in v:
                facts["integer"] = True
            known[name] = facts
            sign(facts, v, name)
    for a in pair["assume"] or []:
        m = re.fullmatch(r"\s*(\w+)\s*(<|>|<=|>=|!=)\s*(-?[\d.]+)\s*", a)
        m2 = re.fullmatch(r"\s*(-?[\d.]+)\s*<=?\s*(\w+)\s*<=?.*", a)
        name = m.group(1) if m else m2.group(2) if m2 else None
        if name:
            sign(known.setdefault(name, {"real": True}), a, name)
    out = {n: sp.Symbol(n, **f) for n, f in known.items()}
    if complex_:
        out["i"] = sp.I
    return out, functions


def sign(facts, text, name):
    text = text.replace(" ", "")
    m = re.search(r"(?:^|[^<>=])>(=?)(-?[\d.]+)", text)
    low = re.search(r"(-?[\d.]+)<(=?)" + re.escape(name), text)
    if m and float(m.group(2)) >= 0:
        facts["positive" if not m.group(1) or float(m.group(2)) > 0 else "nonnegative"] = True
    elif low and float(low.group(1)) >= 0:
        facts["positive" if not low.group(2) else "nonnegative"] = True
    n = re.search(r"(?:^|[^<>=])<(=?)(-?[\d.]+)", text)
    if n and float(n.group(2)) <= 0 and "positive" not in facts and "nonnegative" not in facts:
        facts["negative" if not n.group(1) or float(n.group(2)) < 0 else "nonpositive"] = True


def read(text, pair):
    known, functions = declared(pair)
    local = {**names(), **known, **functions}
    text = re.sub(r",\s*([\w.]+)\+\)", r",\1)", text)          # a limit from above is SymPy's default
    text = re.sub(r"\bd\(", "d_(", text)                          # d is also a good name for a variable
    for word in set(re.findall(r"[A-Za-z_]\w*", text)):        # undeclared names are real numbers
        if word not in local and not hasattr(sp, word):
            local[word] = sp.Symbol(word, real=True)
        elif word not in local and len(word) <= 2:             # S, N, I, E … are variables here
            local[word] = sp.Symbol(word, real=True)
    text = re.sub(r"(?<![\w.])(\d+\.\d*|\.\d+)", lambda m: f"Rational('{m.group(1)}')", text)   # decimals are exact
    return parse_expr(text, local_dict=local, transformations=TRANSFORM)


def simplified(a, b):
    return sp.simplify(a - b) == 0


def equals(a, b):
    return a.equals(b)


def judge(f, pair):
    """One pair by one method: the clock runs while SymPy thinks, and while it works out integrals, sums and limits."""
    got = {"right": False, "late": False, "read": False, "seconds": 0.0}
    start = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        a, b = read(pair["a"], pair), read(pair["b"], pair)
        got["read"] = True
        if not re.search(r"\b(int|lim|sum|d|diff)\(", pair["a"] + pair["b"]):
            start = time.perf_counter()
        same = f(a, b)
        got["said"] = None if same is None else bool(same)
        got["right"] = same is not None and bool(same) == (pair["want"] == "equal")
    except Late:
        got["late"] = got["read"] = True
    except Exception as e:                                      # no verdict is not the right verdict
        got["fault"] = type(e).__name__
    finally:
        got["seconds"] = time.perf_counter() - start
        signal.setitimer(signal.ITIMER_REAL, 0)
    return got


signal.signal(signal.SIGALRM, late)
pairs = [json.loads(line) for line in sys.stdin]
x = sp.Symbol("x", real=True)
for how, f in (("simplify", simplified), ("equals", equals)):
    clear_cache()
    for a, b in ((sp.sin(x)**2 + sp.cos(x)**2, sp.Integer(1)), (sp.exp(2*x), sp.exp(x)**2), (sp.log(sp.gamma(x)), x)):
        f(a, b)                                                 # warm
    for pair in pairs:
        if re.search(r"[=<>\['~]|\bor\b|\band\b", pair["a"] + pair["b"]):
            continue
        print(json.dumps({"id": pair["id"], "how": how, **judge(f, pair)}), flush=True)
