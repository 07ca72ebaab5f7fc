"""Maximum-weight one-to-one matching (the Hungarian method, Kuhn 1955, O(n^3) form)."""

from collections.abc import Sequence

Weights = Sequence[Sequence[float]]


def assign(weights: Weights) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of the matching with the greatest total weight.

    A weight of 0 forbids the pair. The result is sorted by row.
    """
    if not weights or not weights[0]:
        return []
    rows, columns = len(weights), len(weights[0])
    size = max(rows, columns)
    cost = [
        [-max(weights[i][j], 0.0) if i < rows and j < columns else 0.0 for j in range(size)]
        for i in range(size)
    ]
    row_of = _solve(cost, size)
    return sorted(
        (row_of[j] - 1, j - 1)
        for j in range(1, size + 1)
        if row_of[j] <= rows and j <= columns and weights[row_of[j] - 1][j - 1] > 0
    )


def _solve(cost: list[list[float]], size: int) -> list[int]:
    """Return, for each column from 1, the row it is given to (both counted from 1)."""
    u, v = [0.0] * (size + 1), [0.0] * (size + 1)
    row_of, way = [0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        row_of[0] = row
        column = _augment(cost, size, u, v, row_of, way)
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    return row_of


def _augment(
    cost: list[list[float]],
    size: int,
    u: list[float],
    v: list[float],
    row_of: list[int],
    way: list[int],
) -> int:
    """Grow the cheapest alternating path until it meets a free column; return that column."""
    least = [float("inf")] * (size + 1)
    used = [False] * (size + 1)
    column = 0
    while True:
        used[column] = True
        row, step, following = row_of[column], float("inf"), 0
        for j in range(1, size + 1):
            if used[j]:
                continue
            reduced = cost[row - 1][j - 1] - u[row] - v[j]
            if reduced < least[j]:
                least[j], way[j] = reduced, column
            if least[j] < step:
                step, following = least[j], j
        for j in range(size + 1):
            if used[j]:
                u[row_of[j]] += step
                v[j] -= step
            else:
                least[j] -= step
        column = following
        if row_of[column] == 0:
            return column
