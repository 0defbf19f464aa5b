# Whole numbers of any size: no rounding until the last division.
count = sum(math.comb(P - 1, i) for i in range(min(N, P)))
result.update(f=count / 2 ** (P - 1), load=P / N)
