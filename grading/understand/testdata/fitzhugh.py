import numpy as np

class FitzHughNagumo:
    def __init__(self, a=0.7, b=0.8, epsilon=0.08):
        self.a = a
        self.b = b
        self.epsilon = epsilon

    def derivative(self, state, I):
        v, w = state
        dv = v - v**3 / 3 - w + I
        dw = self.epsilon * (v + self.a - self.b * w)
        return np.array([dv, dw])

    def run(self, I=0.5, T=50.0, dt=0.1):
        steps = int(T / dt)
        out = np.zeros((steps, 2))
        state = np.array([-1.2, -0.6])
        for i in range(steps):
            k1 = self.derivative(state, I)
            k2 = self.derivative(state + dt * k1 / 2, I)
            k3 = self.derivative(state + dt * k2 / 2, I)
            k4 = self.derivative(state + dt * k3, I)
            state = state + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6
            out[i] = state
        return {"v": out[:, 0], "w": out[:, 1]}
