from math import exp, log
def peak_time(tr, td):
    x = td/tr - 1
    return tr if abs(x) < 1e-6 else td*log(1+x)/x
def conductance(t, spikes, gmax, tr, td):
    same = abs(td-tr) < 1e-6*tr
    tp = peak_time(tr, td)
    shape = (lambda d: d/tr*exp(1-d/tr)) if same else (lambda d: (exp(-d/td)-exp(-d/tr))/(exp(-tp/td)-exp(-tp/tr)))
    out, lo = [], 0
    for now in t:
        while lo < len(spikes) and now - spikes[lo] > 45*td: lo += 1
        s = 0.
        for j in range(lo, len(spikes)):
            if spikes[j] > now: break
            s += shape(now-spikes[j])
        out.append(gmax*s)
    return out
def mg_block(V, Mg):
    return [1/(1+Mg*exp(-.062*v)/3.57) for v in V]
