package main

import (
	"testing"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
)

// The formula keyboard gives TeX; the checker reads plain text. This runs the
// script that turns the one into the other, as the browser would.
func TestFormulaKeyboardWritesPlainText(t *testing.T) {
	result := api.Build(api.BuildOptions{EntryPoints: []string{"src/plain.js"}, Bundle: true, Format: api.FormatIIFE, GlobalName: "formula", Target: api.ES2015, Write: false})
	if len(result.Errors) > 0 {
		t.Fatal(result.Errors[0].Text)
	}
	vm := goja.New()
	if _, err := vm.RunString(string(result.OutputFiles[0].Contents)); err != nil {
		t.Fatal(err)
	}
	if _, err := vm.RunString(`var names = new Map([["V_th", "V_th"], ["t_ref", "t_ref"], ["\\tau", "tau"], ["\\tau_w", "tau_w"]]); function plain(tex) { return formula.plain(tex, names) }`); err != nil {
		t.Fatal(err)
	}
	plain, ok := goja.AssertFunction(vm.Get("plain"))
	if !ok {
		t.Fatal("no function plain")
	}
	for tex, want := range map[string]string{
		`\tau\dot{V}=-\left(V-E_{L}\right)+RI`:                    "tau*V' = -(V-E_L)+R*I",
		`\tau\dot V=-(V-E_L)+R\cdot I`:                            "tau*V' = -(V-E_L)+R*I",
		`T=\tau\ln\left(\frac{E_L+RI-V_r}{E_L+RI-V_{th}}\right)`:  "T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th))",
		`f=\frac{1}{t_{ref}+T}`:                                   "f = 1/(t_ref+T)",
		`V=E_{L}+RI+(V_r-E_L-RI)\exp\left(-\frac{t}{\tau}\right)`: "V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau)",
		`V_{\mathrm{th}}<E_L+RI`:                                  "V_th < E_L+R*I",
		`\frac{dV}{dt}=\frac{E_L-V}{\tau}`:                        "V' = (E_L-V)/tau",
		`\frac{\mathrm{d}V}{\mathrm{d}t}=1`:                       "V' = 1",
		`x^2+2x`:                                                  "x^2+2*x",
		`e^{-t/\tau}`:                                             "e^(-t/tau)",
		`\sqrt{2\pi}`:                                             "sqrt(2*pi)",
		`a\le b`:                                                  "a <= b",
		`\tau_{w}\dot w=-w`:                                       "tau_w*w' = -w",
		`2\left(x+1\right)`:                                       "2*(x+1)",
		`T=\tau\ln\frac{E_L-V_r}{E_L-V_{th}}`:                     "T = tau*log((E_L-V_r)/(E_L-V_th))", // the whole quotient
		`\frac{(a+b)(c)}{d}`:                                      "((a+b)*(c))/d",
		``:                                                        "",
		`\frac{1}{`:                                               "1/()", // half typed: no fault, only less text
	} {
		got, err := plain(goja.Undefined(), vm.ToValue(tex))
		if err != nil {
			t.Errorf("%s: %v", tex, err)
			continue
		}
		if got.String() != want {
			t.Errorf("%s: %q, want %q", tex, got.String(), want)
		}
	}
}
