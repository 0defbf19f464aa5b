"""The benchmarks of ./sim/bench in Brian2 (C++ standalone) and NumPy. The file must not be called brian2.py: it would hide the package.

Usage: peer.py NAME. It builds once, says "ready", and then, for each line it reads, runs once and prints a line of JSON:
{"cpu": seconds of the run part, "spikes": number of spikes}. Equations, steps and sizes are those of main.go.

The clock stands in the generated main(): clock() just before and just after Network::run, so that neither compiling nor making connections nor
reading and writing of arrays counts. One thread on both sides.
"""
import json, os, subprocess, sys, tempfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # CPU time of one core, as the other side
name = sys.argv[1]


def serve(once):
    print("ready", flush=True)
    for _ in sys.stdin:
        print(json.dumps(once()), flush=True)


if name == "random-rate":
    import time
    import numpy as np

    def once():
        r = np.random.default_rng(1)
        J, x = 1.5 / np.sqrt(1000) * r.standard_normal((1000, 1000)), r.standard_normal(1000)
        t = time.process_time()
        for _ in range(1000):
            x = x + .1 * (-x + J @ np.tanh(x))
        return dict(cpu=time.process_time() - t, spikes=0)

    serve(once)
    sys.exit()

from brian2 import *

workplace = tempfile.TemporaryDirectory()  # goes when this program ends
folder = workplace.name
set_device("cpp_standalone", directory=folder, build_on_run=False)
prefs.codegen.cpp.extra_compile_args_gcc = ["-w", "-O3", "-march=native", "-ffast-math", "-fno-finite-math-only", "-std=c++11"]
prefs.devices.cpp_standalone.openmp_threads = 0
defaultclock.dt = .1 * ms
T = 1 * second


def brunel(g, eta):
    NE, NI, CE, J, theta, tau = 10000, 2500, 1000, .1 * mV, 20 * mV, 20 * ms
    nuext = eta * theta / (J * CE * tau)
    G = NeuronGroup(NE + NI, "dv/dt = -v/tau : volt (unless refractory)", threshold="v > theta", reset="v = 10*mV", refractory=2 * ms,
                    method="exact", namespace=dict(tau=tau, theta=theta))
    G.v = "rand()*theta"
    rng = numpy.random.default_rng(1)
    def sources(lo, hi, n):
        return numpy.concatenate([rng.choice(hi - lo, n, replace=False) + lo for _ in range(NE + NI)])
    targets = numpy.arange(NE + NI)
    SE, SI = Synapses(G, G, on_pre="v += J", delay=1.5 * ms, namespace=dict(J=J)), Synapses(G, G, on_pre="v -= gJ", delay=1.5 * ms, namespace=dict(gJ=g * J))
    SE.connect(i=sources(0, NE, CE), j=numpy.repeat(targets, CE))
    SI.connect(i=sources(NE, NE + NI, CE // 4), j=numpy.repeat(targets, CE // 4))
    P = PoissonInput(G, "v", CE, nuext, weight=J)
    return Network(G, SE, SI, P), SpikeMonitor(G)


def hh():
    defaultclock.dt = .01 * ms
    eqs = """
    dv/dt = (I - gNa*m**3*h*(v-ENa) - gK*n**4*(v-EK) - gL*(v-EL))/C : volt
    dm/dt = am*(1-m) - bm*m : 1
    dh/dt = ah*(1-h) - bh*h : 1
    dn/dt = an*(1-n) - bn*n : 1
    am = 1/exprel(-(v/mV+40)/10)/ms : Hz
    bm = 4*exp(-(v/mV+65)/18)/ms : Hz
    ah = .07*exp(-(v/mV+65)/20)/ms : Hz
    bh = 1/(1+exp(-(v/mV+35)/10))/ms : Hz
    an = .1/exprel(-(v/mV+55)/10)/ms : Hz
    bn = .125*exp(-(v/mV+65)/80)/ms : Hz
    """
    ns = dict(I=10 * uA, gNa=120 * msiemens, gK=36 * msiemens, gL=.3 * msiemens, ENa=50 * mV, EK=-77 * mV, EL=-54.387 * mV, C=1 * uF)
    G = NeuronGroup(1, eqs, threshold="v > 0*mV", refractory="v > 0*mV", method="exponential_euler", namespace=ns)
    G.v, G.m, G.h, G.n = -65 * mV, .0529, .5961, .3177
    return Network(G), SpikeMonitor(G)


def fi():
    G = NeuronGroup(10000, "dv/dt = (R-v)/(10*ms) : volt (unless refractory)\nR : volt (constant)", threshold="v > 15*mV", reset="v = 0*mV", refractory=2 * ms, method="exact")
    G.R = "(10 + 30*i/9999.0)*mV"
    return Network(G), SpikeMonitor(G, record=False)  # counts, as the other side


def cuba():
    eqs = "dv/dt = (ge+gi-(v+49*mV))/(20*ms) : volt (unless refractory)\ndge/dt = -ge/(5*ms) : volt\ndgi/dt = -gi/(10*ms) : volt"
    G = NeuronGroup(4000, eqs, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exact")
    G.v = "-60*mV + rand()*10*mV"
    Ce, Ci = Synapses(G, G, on_pre="ge += 1.62*mV"), Synapses(G, G, on_pre="gi += -9*mV")
    Ce.connect("i < 3200", p=.02)
    Ci.connect("i >= 3200", p=.02)
    return Network(G, Ce, Ci), SpikeMonitor(G)


def coba():
    eqs = "dv/dt = (gl*(El-v)+ge*(0*mV-v)+gi*(-80*mV-v))/(200*pF) : volt (unless refractory)\ndge/dt = -ge/(5*ms) : siemens\ndgi/dt = -gi/(10*ms) : siemens"
    G = NeuronGroup(4000, eqs, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exponential_euler", namespace=dict(gl=10 * nS, El=-60 * mV))
    G.v, G.ge, G.gi = "-60*mV + (randn()*5 - 5)*mV", "(randn()*1.5 + 4)*10*nS", "(randn()*12 + 20)*10*nS"
    Ce, Ci = Synapses(G, G, on_pre="ge += 6*nS"), Synapses(G, G, on_pre="gi += 67*nS")
    Ce.connect("i < 3200", p=.02)
    Ci.connect("i >= 3200", p=.02)
    return Network(G, Ce, Ci), SpikeMonitor(G)


def adex():
    eqs = """
    dv/dt = (gL*(EL-v) + gL*DT*exp((v-VT)/DT) + I - w)/C : volt
    dw/dt = (a*(v-EL) - w)/(144*ms) : amp
    I : amp (constant)
    """
    ns = dict(gL=30 * nS, EL=-70.6 * mV, DT=2 * mV, VT=-50.4 * mV, C=281 * pF, a=4 * nS)
    G = NeuronGroup(4000, eqs, threshold="v > VT + 5*DT", reset="v = EL; w += 80.5*pA", method="euler", namespace=ns)
    G.v, G.I = ns["EL"], "(500 + 1000*i/3999.0)*pA"
    return Network(G), SpikeMonitor(G, record=False)


build = {"brunel-5-2": lambda: brunel(5, 2), "brunel-6-4": lambda: brunel(6, 4), "hh": hh, "fi": fi, "cuba": cuba, "coba": coba, "adex": adex}[name]
net, monitor = build()
net.add(monitor)
device.insert_code("before_network_run", "const std::clock_t run_began = std::clock();")
device.insert_code("after_network_run", """
    std::ofstream measured("measured.txt");
    measured.precision(9);
    measured << double(std::clock() - run_began)/CLOCKS_PER_SEC << " " << %s[0] << std::endl;""" % ("brian::" + device.get_array_name(monitor.variables["N"])))
net.run(10 * second if name == "hh" else T)
device.build(directory=folder, compile=True, run=False)


def once():
    subprocess.run(["./main"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "measured.txt")) as f:
        cpu, spikes = f.read().split()
    return dict(cpu=float(cpu), spikes=int(spikes))


serve(once)
