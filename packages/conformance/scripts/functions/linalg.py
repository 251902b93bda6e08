"""PyTorch's values for fixtures/functions/linalg.json; see fixture_rows.py.

Factors whose signs are arbitrary are compared through what does not depend on them.

Run: /usr/bin/python3 packages/conformance/scripts/functions/linalg.py
"""

import torch
from fixture_rows import draw, row, write

la = torch.linalg


def square(*shape):
    """Well-conditioned: its condition hardly magnifies rounding."""
    return draw(*shape, low=-1, high=1) + 2 * torch.eye(shape[-1], dtype=torch.float64)


def spread(*shape):
    """Singular values well apart, so that gradients of singular vectors are moderate."""
    m, n = shape[-2:]
    scale = torch.zeros(m, n, dtype=torch.float64)
    for i in range(min(m, n)):
        scale[i, i] = 2.0 + 1.5 * i
    return scale + draw(*shape, low=-0.5, high=0.5)


def positive(x):
    return x @ x.mT / 2 + 2 * torch.eye(x.shape[-1], dtype=x.dtype)


def symmetric(x):
    return (x + x.mT) / 2


def powers(x, count):
    return x.unsqueeze(-1) ** torch.arange(count)


def products():
    row("dot", torch.dot, draw(5), draw(5))
    row("outer", torch.outer, draw(3), draw(4))
    a, b, c = draw(3, 4), draw(4, 5), draw(5, 2)
    einsum = lambda text: (lambda *xs: torch.einsum(text, *xs))
    row("einsum product", einsum("ij,jk->ik"), a, b)
    row("einsum chain", einsum("ij,jk,kl->il"), a, b, c)
    row("einsum implicit", einsum("ba,bc"), draw(3, 2), draw(3, 4))
    row("einsum trace", einsum("ii"), draw(3, 3))
    row("einsum diagonal", einsum("iji->ij"), draw(3, 2, 3))
    row("einsum sum", einsum("ijk->k"), draw(2, 3, 4))
    row("einsum hadamard", einsum("ij,ij->ij"), draw(2, 3), draw(2, 3))
    row("einsum batch", einsum("...ij,...jk->...ik"), draw(2, 1, 3, 2), draw(4, 2, 3))
    row("einsum ellipsis inside", einsum("i...,i...->..."), draw(3, 2, 2), draw(3, 2))
    row("einsum outer", einsum("i,jk->kij"), draw(2), draw(3, 2))
    row("einsum bilinear", einsum("bn,anm,bm->ba"), draw(2, 3), draw(4, 3, 2), draw(2, 2))
    row("einsum stretches", einsum("ij,ij->i"), draw(3, 1), draw(3, 4))
    row("einsum dot", einsum("bi,bi->b"), draw(3, 4), draw(3, 4))
    row("tensordot", lambda a, b: torch.tensordot(a, b, 2), draw(2, 3, 4), draw(3, 4, 2))
    row("tensordot 0", lambda a, b: torch.tensordot(a, b, 0), draw(2, 2), draw(3))
    row("tensordot axes", lambda a, b: torch.tensordot(a, b, ([0, 2], [1, 0])), draw(3, 2, 4), draw(4, 3, 2))
    row("kron", torch.kron, draw(2, 3), draw(2, 2))
    row("kron ranks", torch.kron, draw(2, 2), draw(3))
    row("trace", lambda x: x.diagonal(dim1=-2, dim2=-1).sum(-1), draw(2, 3, 4))
    row("cross", lambda a, b: la.cross(a, b), draw(2, 3), draw(2, 3))
    row("cross axis 0", lambda a, b: la.cross(a, b, dim=0), draw(3, 2), draw(3, 1))
    x = draw(4, low=-1, high=1)
    assert torch.allclose(powers(x, 4), la.vander(x))  # which has no gradient itself
    row("vander", lambda x: powers(x, 4), x)
    row("vander decreasing 3", lambda x: powers(x, 3).flip(-1), draw(4, low=-1, high=1))
    row("multiDot", lambda *xs: la.multi_dot(xs), draw(3), draw(3, 4), draw(4, 2), draw(2, 3))


def solvers():
    row("cholesky", lambda x: la.cholesky(positive(x)), draw(3, 3, low=-1, high=1))
    row("cholesky", lambda x: la.cholesky(positive(x)), draw(2, 4, 4, low=-1, high=1))
    row("cholesky upper", lambda x: la.cholesky(positive(x), upper=True), draw(3, 3, low=-1, high=1))
    row("choleskySolve", lambda b, x: torch.cholesky_solve(b, torch.tril(x)), draw(3, 2), square(3, 3))
    row("choleskySolve upper", lambda b, x: torch.cholesky_solve(b, torch.triu(x), upper=True), draw(3, 2), square(3, 3))
    tri = la.solve_triangular
    row("triangularSolve", lambda a, b: tri(torch.tril(a), b, upper=False), square(3, 3), draw(3, 2))
    row("triangularSolve upper batch", lambda a, b: tri(torch.triu(a), b, upper=True), square(2, 3, 3), draw(3, 2))
    row("triangularSolve right", lambda a, b: tri(torch.tril(a), b, upper=False, left=False), square(3, 3), draw(2, 3))
    row("triangularSolve transpose", lambda a, b: tri(torch.triu(a).mT, b, upper=False), square(3, 3), draw(3, 2))
    row("triangularSolve unit", lambda a, b: tri(torch.tril(a), b, upper=False, unitriangular=True), square(3, 3), draw(3, 2))
    row("solve", la.solve, square(3, 3), draw(3, 2))
    row("solve", la.solve, square(2, 1, 3, 3), draw(2, 3, 2))
    row("solve vector", la.solve, square(4, 4), draw(4))
    row("solve vectors", la.solve, square(2, 3, 3), draw(2, 3))
    row("solve right", lambda a, b: la.solve(a, b, left=False), square(3, 3), draw(2, 3))
    row("inverse", la.inv, square(3, 3))
    row("inverse", la.inv, square(2, 4, 4))
    row("det", la.det, square(3, 3))
    row("det", la.det, draw(2, 4, 4, low=-1, high=1))
    row("slogdet sign", lambda x: la.slogdet(x).sign.detach(), draw(5, 3, 3))
    row("slogdet log", lambda x: la.slogdet(x).logabsdet, square(2, 3, 3))
    row("logdet", lambda x: torch.logdet(positive(x)), draw(3, 3, low=-1, high=1))
    row("lstsq tall", lambda a, b: la.lstsq(a, b).solution, spread(5, 3), draw(5, 2))
    row("lstsq wide", lambda a, b: la.lstsq(a, b).solution, spread(2, 4), draw(2, 2))
    row("pinv tall", la.pinv, spread(4, 3))
    row("pinv wide", la.pinv, spread(2, 2, 4))
    low = draw(4, 2, low=-1, high=1) @ draw(2, 3, low=-1, high=1)
    row("pinv rank 2", lambda x: la.pinv(x, rtol=1e-3).detach(), low)
    row("matrixRank", lambda x: la.matrix_rank(x, rtol=1e-3), torch.stack([low, draw(4, 3), torch.zeros(4, 3, dtype=torch.float64)]))


def factors():
    row("lu square", lambda x: sum(f @ f.mT if i == 2 else f for i, f in enumerate(la.lu(x)) if i > 0), square(3, 3))
    row("lu wide", lambda x: torch.cat(la.lu(x)[1:], -1), spread(2, 4))
    row("lu tall", lambda x: torch.cat(la.lu(x)[1:], -2), spread(4, 2))
    row("lu permutation", lambda x: la.lu(x)[0].detach(), draw(2, 4, 4))
    row("qr square", lambda x: torch.cat(la.qr(x), -1), square(3, 3))
    row("qr tall", lambda x: torch.cat(la.qr(x), -2), spread(5, 3))
    row("qr wide", lambda x: torch.cat(la.qr(x), -1), spread(2, 4))
    row("qr complete", lambda x: torch.cat(la.qr(x, mode="complete"), -1).detach(), spread(4, 2))
    row("qr batch complete", lambda x: torch.cat(la.qr(x, mode="complete"), -1), spread(2, 3, 4))
    row("eigvalsh", lambda x: la.eigvalsh(symmetric(x)), spread(4, 4))
    row("eigh vectors", lambda x: la.eigh(symmetric(x)).eigenvectors.square(), spread(3, 3))
    row("eigh batch", lambda x: (lambda e: e.eigenvectors @ (e.eigenvalues.exp().unsqueeze(-1) * e.eigenvectors.mT))(la.eigh(symmetric(x) / 4)), spread(2, 3, 3))
    row("svdvals", la.svdvals, spread(2, 4, 3))
    row("svd square", lambda x: (lambda U, S, Vh: torch.cat([U.square(), Vh.square()]))(*la.svd(x)), spread(3, 3))
    row("svd reduced tall", lambda x: (lambda U, S, Vh: U * S.sqrt() @ Vh)(*la.svd(x, full_matrices=False)), spread(5, 3))
    row("svd reduced wide", lambda x: (lambda U, S, Vh: U.square() @ Vh.square())(*la.svd(x, full_matrices=False)), spread(2, 4))
    row("svd full", lambda x: (lambda U, S, Vh: (U @ U.mT).detach())(*la.svd(x)), spread(5, 3))


def functions():
    row("matrixPower 3", lambda x: la.matrix_power(x, 3), draw(3, 3, low=-1, high=1))
    row("matrixPower 0", lambda x: la.matrix_power(x, 0).detach(), draw(2, 3, 3))
    row("matrixPower -2", lambda x: la.matrix_power(x, -2), square(3, 3))
    row("matrixExp", la.matrix_exp, draw(3, 3, low=-1, high=1))
    row("matrixExp", la.matrix_exp, draw(2, 2, 2))
    for order in ["fro", "nuc", 1, -1, 2, -2, float("inf"), -float("inf")]:
        name = str(order).replace("inf", "infinity")
        row(f"matrixNorm {name}", lambda x: la.matrix_norm(x, order), spread(2, 4, 3))
    row("matrixNorm axes keep", lambda x: la.matrix_norm(x, 1, dim=(2, 0), keepdim=True), draw(3, 2, 4))
    row("vectorNorm", lambda x: la.vector_norm(x), draw(2, 3))
    row("vectorNorm 3 axis 1", lambda x: la.vector_norm(x, 3, dim=1), draw(2, 3, low=0.5))
    row("conditionNumber 2", lambda x: la.cond(x, 2), square(3, 3))
    row("conditionNumber -2", lambda x: la.cond(x, -2), square(3, 3))
    for order in ["fro", "nuc", 1, -1, float("inf")]:
        name = str(order).replace("inf", "infinity")
        x = square(3, 3)
        condition = lambda x: la.matrix_norm(x, order) * la.matrix_norm(la.inv(x), order)
        assert torch.allclose(condition(x), la.cond(x, order))  # which has no gradient here
        row(f"conditionNumber {name}", condition, x)
    row("conditionNumber tall", lambda x: la.cond(x), spread(4, 3))


write("linalg", products, solvers, factors, functions)
