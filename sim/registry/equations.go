package registry

import "strings"

// equations are the defining equations of entries as TeX, one a line. They say the same as the entry's Doc, which holds for all entries and
// says more; these are for a page's head.
var equations = map[string][]string{
	"adex": {
		`C\,\dot V = -g_L (V - E_L) + g_L D\, e^{(V - V_T)/D} - w + I`, `\tau_w\,\dot w = a\,(V - E_L) - w`, `V \ge V_\mathrm{cut}:\; V \leftarrow V_r,\; w \leftarrow w + b`},
	"alpha-psp":           {`\tau\,\dot V = -V + R\, I\,\frac{t}{\tau_s}\, e^{1 - t/\tau_s}`},
	"axon":                {`\frac{d}{4 R_i}\,\frac{\partial^2 V}{\partial x^2} = C\,\frac{\partial V}{\partial t} + I_\mathrm{ion}(V, m, h, n)`},
	"balanced":            {`\tau\,\dot V_i = -V_i + \tau \sum_j \frac{J_{ij}}{\sqrt K} \sum_k \delta(t - t_j^k) + \sqrt K\, e_i\, \nu`},
	"bcm":                 {`\dot{\mathbf w} = \eta\, y\,(y - \theta)\,\mathbf x`, `\tau\,\dot\theta = y^2/y_0 - \theta`},
	"brunel":              {`\tau\,\dot V_i = -V_i + \tau \sum_j J_{ij} \sum_k \delta(t - t_j^k - d)`, `J_{ij} \in \{J,\, -gJ\}`},
	"brunel-mean-field":   {`\mu = C_E J \tau\,\bigl(\eta\,\nu_\mathrm{thr} + \nu\,(1 - g\gamma)\bigr)`, `\sigma^2 = C_E J^2 \tau\,\bigl(\eta\,\nu_\mathrm{thr} + \nu\,(1 + g^2\gamma)\bigr)`},
	"channels-langevin":   {`\dot x = \alpha\,(1 - x) - \beta\, x + \sqrt{\frac{\alpha\,(1 - x) + \beta\, x}{N}}\;\xi(t)`},
	"coba":                {`C\,\dot V = G_l (E_l - V) + g_e (E_e - V) + g_i (E_i - V)`, `\tau_e\,\dot g_e = -g_e`, `\tau_i\,\dot g_i = -g_i`},
	"connor-stevens":      {`C\,\dot V = I - g_{Na} m^3 h (V - E_{Na}) - g_K n^4 (V - E_K) - g_A a^3 b\,(V - E_A) - g_L (V - E_L)`},
	"cuba":                {`\tau_m\,\dot V = E_l - V + g_e + g_i`, `\tau_e\,\dot g_e = -g_e`, `\tau_i\,\dot g_i = -g_i`},
	"cable-step":          {`\tau_m\,\frac{\partial V}{\partial t} = \lambda^2\,\frac{\partial^2 V}{\partial x^2} - V`},
	"ddm":                 {`\mathrm dx = A\,\mathrm dt + c\,\mathrm dW`, `|x| \ge z:\; \text{decide}`},
	"dead-time-poisson":   {`\nu = \frac{r}{1 + r\,d}`, `\mathrm{CV} = 1 - \nu\, d`},
	"double-exponential":  {`g(t) = g_\mathrm{max} N \bigl(e^{-t/\tau_d} - e^{-t/\tau_r}\bigr)`},
	"eif":                 {`\tau\,\dot V = -(V - E_L) + D\, e^{(V - V_T)/D} + R I`, `V \ge V_\mathrm{cut}:\; V \leftarrow V_r`},
	"eif-rate":            {`T = t_\mathrm{ref} + \tau \int_{V_r}^{V_\mathrm{cut}} \frac{\mathrm dV}{-(V - E_L) + D\, e^{(V - V_T)/D} + R I}`},
	"escape-lif":          {`\tau\,\dot V = -(V - E_L) + R I`, `h(V) = \rho_0\, e^{(V - \theta)/\Delta}`},
	"exponential-synapse": {`\tau\,\dot g = -g`, `\text{spike}:\; g \leftarrow g + g_\mathrm{max}`},
	"fitzhugh-nagumo":     {`\tau\,\dot v = v - v^3/3 - w + I`, `\tau\,\dot w = \varphi\,(v + a - b\, w)`},
	"ghk":                 {`V = \frac{RT}{F} \log \frac{P_K [K]_o + P_{Na} [Na]_o + P_{Cl} [Cl]_i}{P_K [K]_i + P_{Na} [Na]_i + P_{Cl} [Cl]_o}`},
	"hebb":                {`\mathbf w \leftarrow \mathbf w + \eta\, y\,\mathbf x`, `y = \mathbf w \cdot \mathbf x`},
	"hh":                  {`C\,\dot V = I - g_{Na} m^3 h (V - E_{Na}) - g_K n^4 (V - E_K) - g_L (V - E_L)`, `\dot x = \varphi\,\bigl(\alpha_x(V)(1 - x) - \beta_x(V)\, x\bigr),\; x = m, h, n`},
	"hh-clamp":            {`I_K = g_K\, n(t)^4 (V - E_K)`, `n(t) = n_\infty + (n_0 - n_\infty)\, e^{-t/\tau_n}`},
	"hopfield":            {`s_i \leftarrow \operatorname{sgn}\Bigl(\sum_j W_{ij} s_j\Bigr)`, `W = \tfrac{1}{N} X^\top X`},
	"izhikevich":          {`\dot v = 0.04\, v^2 + 5 v + 140 - u + I`, `\dot u = a\,(b v - u)`, `v \ge 30:\; v \leftarrow c,\; u \leftarrow u + d`},
	"kalman":              {`x_{t+1} = a\, x_t + \sqrt q\,\xi_t`, `y_t = h\, x_t + \sqrt r\,\zeta_t`, `K = \frac{h\, p}{h^2 p + r}`},
	"lif":                 {`\tau\,\dot V = -(V - E_L) + R I`, `V \ge V_{th}:\; V \leftarrow V_r \text{ for } t_\mathrm{ref}`},
	"lif-conductance":     {`C\,\dot V = g_L (E_L - V) + g_E (E_E - V) + g_I (E_I - V) + I`},
	"lif-rate":            {`f = \Bigl(t_\mathrm{ref} + \tau \log \frac{E_L + R I - V_r}{E_L + R I - V_{th}}\Bigr)^{-1}`},
	"lif-white-noise":     {`\tau\,\mathrm dV = (\mu - V)\,\mathrm dt + \sigma\sqrt\tau\,\mathrm dW`, `V \ge V_{th}:\; V \leftarrow V_r \text{ for } t_\mathrm{ref}`},
	"low-rank":            {`\tau\,\dot{\mathbf x} = -\mathbf x + \tfrac{1}{N}\,\mathbf m\,\mathbf n^\top \varphi(\mathbf x) + \mathbf I\, u`},
	"morris-lecar":        {`C\,\dot V = I - g_L (V - E_L) - g_{Ca}\, m_\infty(V)\,(V - E_{Ca}) - g_K\, w\,(V - E_K)`, `\dot w = \varphi\,\bigl(w_\infty(V) - w\bigr) / \tau_w(V)`},
	"nmda":                {`B(V) = \frac{1}{1 + \frac{[Mg]}{3.57}\, e^{-0.062\, V}}`, `I = g_\mathrm{max} B(V)\,(V - E)`},
	"oja":                 {`\mathbf w \leftarrow \mathbf w + \eta\, y\,(\mathbf x - y\,\mathbf w)`, `y = \mathbf w \cdot \mathbf x`},
	"ou":                  {`\tau\,\mathrm dV = (\mu - V)\,\mathrm dt + \sigma\sqrt\tau\,\mathrm dW`, `\operatorname{Var} V = \sigma^2/2`},
	"passive":             {`c_m A\,\dot V = I - \frac{A}{r_m}\,(V - E_L)`},
	"passive-cable":       {`\lambda^2\, V'' = V`, `\lambda = \sqrt{\frac{d\, R_m}{4 R_i}}`, `R_\mathrm{in} = R_\infty \coth(L/\lambda)`},
	"perceptron-cover":    {`f = 2^{1-P} \sum_{i<N} \binom{P-1}{i}`},
	"q-learner":           {`P(1) = \frac{1}{1 + e^{-\beta (Q_1 - Q_0)}}`, `Q_c \leftarrow Q_c + \alpha\,(r - Q_c)`},
	"qif":                 {`\tau\,\dot x = x^2 + I - I_c`, `x \ge x_p:\; x \leftarrow -x_p`},
	"qif-rate":            {`f = \frac{\sqrt\eta}{2\tau \arctan(x_p/\sqrt\eta)}`, `\eta = I - I_c`},
	"random-rate":         {`\dot{\mathbf x} = -\mathbf x + J \tanh(\mathbf x)`, `\operatorname{Var} J_{ij} = g^2/N`},
	"rescorla-wagner":     {`\mathbf w \leftarrow \mathbf w + \alpha\,(r - \mathbf w \cdot \mathbf x)\,\mathbf x`},
	"ring":                {`\tau\,\dot h(x) = -h + I_0 + \varepsilon \cos(x - \theta_0) + \bigl\langle (J_0 + J_1 \cos(x - y))\,[h(y)]_+ \bigr\rangle_y + \text{noise}`},
	"siegert":             {`\frac{1}{\nu} = t_\mathrm{ref} + \tau \sqrt\pi \int_{(V_r - \mu)/\sigma}^{(V_{th} - \mu)/\sigma} e^{x^2} (1 + \operatorname{erf} x)\,\mathrm dx`},
	"stdp":                {`\Delta w = A_+ (1 - w)^\mu\, e^{-\Delta t/\tau_+}`, `\Delta w = -A_- w^\mu\, e^{\Delta t/\tau_-}`},
	"td":                  {`\delta_t = r_t + \gamma V_t - V_{t-1}`, `V_{t-1} \leftarrow V_{t-1} + \alpha\,\delta_t`},
	"theta":               {`\tau\,\dot\theta = 1 - \cos\theta + (1 + \cos\theta)(I - I_c)`},
	"three-factor":        {`\mathbf w \leftarrow \mathbf w + \eta\,(R - b_s)(y - p)\,\mathbf x`},
	"tsodyks-markram":     {`u \leftarrow u + U (1 - u)`, `x \leftarrow x - u x`, `\tau_F\,\dot u = -u`, `\tau_D\,\dot x = 1 - x`},
	"two-state-channels":  {`\text{closed} \underset{\beta}{\overset{\alpha}{\rightleftharpoons}} \text{open}`},
	"wilson-cowan":        {`\tau_e\,\dot E = -E + (1 - r E)\, S_e(w_{ee} E - w_{ei} I + P)`, `\tau_i\,\dot I = -I + (1 - r I)\, S_i(w_{ie} E - w_{ii} I + Q)`},
	"naka-rushton":        {`R(c) = R_\mathrm{max} \frac{c^n}{c^n + c_{50}^n}`},
	"poisson-glm":         {`\log \lambda = b + w\, s`, `\hat w = \log \frac{n_1 D_0}{n_0 D_1}`},
	"population-code":     {`J = T \sum_i \frac{f_i'(x)^2}{f_i(x)}`, `\operatorname{sd}(\hat x) \ge 1/\sqrt J`},
	"hierarchical-glm":    {`\hat\theta = y - B\,(y - \mu)`, `B = \frac{s^2}{s^2 + \tau^2}`},
	"eif-onset":           {`\tau\,\dot V = -(V - E_L) + D\, e^{(V - V_T)/D} + R I`, `I_\mathrm{on} = \min \{I: \text{a spike within } T\}`},
	"glm-recovery":        {`\log \lambda_t = b + \sum_j k_j s_{t-j} + \sum_{j>0} h_j n_{t-j}`, `n_t \sim \text{Poisson}(\lambda_t\,\mathrm dt)`},
	"hmm":                 {`P(x_{t+1} = i \mid x_t = i) = p_i`, `n_t \sim \text{Poisson}(r_{x_t})`},
	"lnp":                 {`\lambda(t) = r_0\, e^{k s(t)}`, `\mathrm{STA}(\ell) = k \sigma^2 e^{-|\ell|/t_c}`},
	"mi-independent":      {`I = \sum_{s,r} p(s, r) \log_2 \frac{p(s, r)}{p(s)\, p(r)}`, `\text{bias} \approx \frac{(S - 1)(R - 1)}{2 N \ln 2}`},
	"model-recovery":      {`P_\mathrm{AIC} = e^{-(n-1)/n}`, `P_\mathrm{BIC} = e^{-(n-1) \log(n)/(2n)}`},
	"oja-mean":            {`\dot{\mathbf w} = C \mathbf w - (\mathbf w \cdot C \mathbf w)\,\mathbf w`, `C = \langle \mathbf x \mathbf x^\top \rangle`},
	"perceptron":          {`y\,\mathbf w \cdot \mathbf x \le 0:\; \mathbf w \leftarrow \mathbf w + y\,\mathbf x`},
	"race":                {`\mathrm dx_i = A_i\,\mathrm dt + c\,\mathrm dW_i`, `x_i \ge 0`, `x_i \ge z:\; \text{decide for } i`},
	"rall-tree":           {`G = G_\infty \frac{B + \tanh X}{1 + B \tanh X}`, `d_0^{3/2} = d_1^{3/2} + d_2^{3/2}`},
	"renewal":             {`t_{k+1} = t_k + I_k`, `\langle I \rangle = \frac{1}{\text{rate}}`, `\operatorname{sd} I = \mathrm{CV}\,\langle I \rangle`},
	"step-membrane":       {`C\,\dot v = -g v - g_c (v - u) - k w - b v^3 + I`, `C_d\,\dot u = -g_d u + g_c (v - u)`, `\tau_w\,\dot w = v - w`},
	"stdp-lif":            {`\tau_m\,\dot V = g\,(E_e - V) + E_l - V`, `\tau_e\,\dot g = -g`, `\text{input } i:\; g \leftarrow g + w_i\, g_\mathrm{max}`},
}

// Equations returns the defining equations of an entry as TeX, without dollar signs. A plane and a diagram have those of their model.
func Equations(name string) []string {
	if e, ok := equations[name]; ok {
		return e
	}
	for _, picture := range []string{"-plane", "-bifurcation"} {
		if model, is := strings.CutSuffix(name, picture); is {
			return equations[model]
		}
	}
	return nil
}
