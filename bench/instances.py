"""Synthetic evaluation rounds for the assignment solver: the generator of the matching study, by which all figures of
docs/performance.md on assignment were made; its numbers are kept draw by draw, so that a seed means the same round.

  python -m bench.instances --size M --seed 1 --out inst_M_1.npz
  sizes: S 300x120, M 2000x800, L 10000x4000 (proposals x evaluators); k=5 unless --k

Model
  organisation -> exactly one sector (0 industry, 1 academia, 2 research) ; some orgs share a corporate family
  evaluator    -> organisation, 1-3 industry codes (20 divisions x 10 classes), 8 keywords, region, gender
  proposal     -> 2-5 participating organisations, industry code, 8 keywords, region
  conflict     -> same org | same family | co-participant<=3y (random person/org links) | declared; ~2 % of all pairs
  score 0..1000-> code match (exact 450 / same division 220) + keyword overlap (<=350) + evaluator track record (<=200)
  bloc         -> 7 regions (광역권); pr_bloc of each proposal, ev_bloc of each evaluator (rule: at least half of a panel from other blocs)
  sparse       -> top-T candidates + T/4 random ones per proposal, + top-30 proposals per evaluator (so nobody is isolated)
Arrays in the file (n = candidate pairs; a pair not listed is a conflict or not a candidate):
  P, R         number of proposals, evaluators          k[P]          seats per proposal
  lo[R], hi[R] least and most proposals per evaluator   pi[n], ri[n], s[n]  proposal, evaluator, suitability 1..1000
  ev_org[R], ev_sector[R] (0 industry 1 academia 2 research), ev_family[R], ev_gender[R], ev_region[R] (17), ev_bloc[R], pr_bloc[P] (7)
Only numpy is needed.  Everything derives from --seed.
"""

import argparse

import numpy as np

SIZES = {"S": (300, 120, 60), "M": (2000, 800, 80), "L": (10000, 4000, 80)}


def generate(size="M", seed=1, k=5, load=15, minload=5, conflict_rate=0.02, top=None, hard=False, sizes=None):
    P, R, T = sizes or SIZES[size]
    T = top or T
    g = np.random.default_rng([20261122, seed, P])
    n_org = max(200, R // 2)
    org_sector = g.choice(3, n_org, p=[0.40, 0.35, 0.25])
    org_family = np.arange(n_org)
    fam = g.choice(n_org, n_org // 8, replace=False)  # orgs that belong to a family of ~3
    for a in range(0, len(fam) - 2, 3):
        org_family[fam[a : a + 3]] = org_family[fam[a]]
    w = 1 / np.arange(1, n_org + 1) ** 0.6
    w /= w.sum()
    ev_org = g.choice(n_org, R, p=g.permutation(w))
    ev_sector = org_sector[ev_org]
    ev_region = g.choice(17, R, p=np.r_[0.30, 0.20, np.full(15, 0.5 / 15)])
    ev_gender = (g.random(R) < 0.27).astype(np.int8)  # cross-cutting attribute
    # skewed demand: some fields are hot for proposals but scarce among evaluators ("hard" widens it)
    fe = g.dirichlet(np.full(20, 2.0))
    fp = 0.5 * fe + 0.5 * g.dirichlet(np.full(20, 1.0 if hard else 3.0))
    ev_code = np.full((R, 3), -1, np.int32)
    for j, pr in enumerate((1.0, 0.7, 0.4)):
        c = g.choice(20, R, p=fe) * 10 + g.integers(0, 10, R)
        ev_code[:, j] = np.where(g.random(R) < pr, c, -1)
    pr_code = g.choice(20, P, p=fp) * 10 + g.integers(0, 10, P)
    VOC = 40  # keywords per division

    def kw(div):  # bitmask of 8 keywords, 75 % own division
        own = g.integers(0, VOC, (len(div), 8)) + div[:, None] * VOC
        return np.where(g.random(own.shape) < 0.75, own, g.integers(0, 20 * VOC, own.shape))

    ek, pk = kw(ev_code[:, 0] // 10), kw(pr_code // 10)
    E = np.zeros((R, 20 * VOC), np.float32)
    np.put_along_axis(E, ek, 1, 1)
    track = g.beta(2.5, 2.5, R)
    n_part = g.integers(2, 6, P)
    parts = [np.unique(g.choice(n_org, n, p=w)) for n in n_part]
    pf = np.zeros((P, n_org), bool)
    fam_members = {f: np.flatnonzero(org_family == f) for f in np.unique(org_family)}
    for p, os in enumerate(parts):
        for o in os:
            pf[p, fam_members[org_family[o]]] = True
    con_n = 0

    def scores(p0, p1):
        A = np.zeros((p1 - p0, 20 * VOC), np.float32)
        np.put_along_axis(A, pk[p0:p1], 1, 1)
        ov = A @ E.T
        pc = pr_code[p0:p1, None]
        exact = np.zeros((p1 - p0, R), bool)
        div = exact.copy()
        for j in range(3):
            exact |= ev_code[None, :, j] == pc
            div |= (ev_code[None, :, j] // 10 == pc // 10) & (ev_code[None, :, j] >= 0)
        s = np.where(exact, 450, np.where(div, 220, 0)) + np.minimum(ov, 5) * 70 + 200 * track[None, :]
        return np.clip(s, 1, 1000).astype(np.int32)

    gc = np.random.default_rng([20261122, seed, P, 99])
    keep_rows = []
    struct = 0
    # pass: scores, conflicts, top-T per proposal; also best-R per evaluator
    RT = 30
    evtop_s = np.full((R, RT), -1, np.int32)
    evtop_p = np.zeros((R, RT), np.int32)
    for p0 in range(0, P, 500):
        p1 = min(P, p0 + 500)
        s = scores(p0, p1)
        con = pf[p0:p1][:, ev_org]
        struct += con.sum()
        add = max(0.0, conflict_rate - con.mean())
        con |= gc.random(con.shape) < add
        con_n += con.sum()
        s = np.where(con, -1, s)
        part = np.argpartition(-s, T - 1, axis=1)[:, :T]
        for i in range(p1 - p0):
            c = np.concatenate([part[i], gc.integers(0, R, T // 4)])  # + T/4 random fillers keep the instance feasible
            keep_rows.append((c[s[i, c] > 0], s[i, c[s[i, c] > 0]]))
        allp = np.concatenate([evtop_p, np.broadcast_to(np.arange(p0, p1), (R, p1 - p0))], 1)
        alls = np.concatenate([evtop_s, s.T], 1)
        o = np.argpartition(-alls, RT - 1, axis=1)[:, :RT]
        evtop_s = np.take_along_axis(alls, o, 1)
        evtop_p = np.take_along_axis(allp, o, 1)
    pi = np.concatenate(
        [np.full(len(c), p, np.int32) for p, (c, _) in enumerate(keep_rows)] + [evtop_p[evtop_s > 0].astype(np.int32)]
    )
    ri = np.concatenate([c for c, _ in keep_rows] + [np.nonzero(evtop_s > 0)[0]]).astype(np.int32)
    sc = np.concatenate([v for _, v in keep_rows] + [evtop_s[evtop_s > 0]]).astype(np.int32)
    _, u = np.unique(pi.astype(np.int64) * R + ri, return_index=True)
    pi, ri, sc = pi[u], ri[u], sc[u]
    lo = np.full(R, minload, np.int32)
    hi = np.full(R, load, np.int32)
    hi[g.random(R) < 0.1] = max(minload, load - 5)
    gb = np.random.default_rng([20261122, seed, P, 7])  # 7 blocs, own stream
    wb = np.array([0.34, 0.14, 0.13, 0.13, 0.20, 0.04, 0.02])
    pr_bloc = gb.choice(7, P, p=wb).astype(np.int8)
    ev_bloc = gb.choice(7, R, p=0.5 * wb + 0.5 / 7).astype(np.int8)
    return {
        "P": P,
        "R": R,
        "pr_bloc": pr_bloc,
        "ev_bloc": ev_bloc,
        "k": np.full(P, k, np.int32),
        "lo": lo,
        "hi": hi,
        "pi": pi,
        "ri": ri,
        "s": sc,
        "ev_org": ev_org.astype(np.int32),
        "ev_sector": ev_sector.astype(np.int8),
        "ev_family": org_family[ev_org].astype(np.int32),
        "ev_gender": ev_gender,
        "ev_region": ev_region.astype(np.int8),
        "conflict_rate": con_n / (P * R),
        "structural_conflict_rate": struct / (P * R),
    }


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("--size", choices=SIZES, default="M")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--k", type=int, default=5)
    a.add_argument("--load", type=int, default=None)
    a.add_argument("--minload", type=int, default=5)
    a.add_argument("--top", type=int)
    a.add_argument("--hard", action="store_true")
    a.add_argument("--out")
    x = a.parse_args()
    load = x.load or 3 * x.k
    d = generate(x.size, x.seed, x.k, load, x.minload, top=x.top, hard=x.hard)
    np.savez_compressed(x.out or f"inst_{x.size}_{x.seed}.npz", **d)
    print(
        {n: d[n] for n in ("P", "R", "conflict_rate", "structural_conflict_rate")},
        "arcs",
        len(d["s"]),
        "density",
        round(len(d["s"]) / d["P"] / d["R"], 4),
        "supply",
        int(d["hi"].sum()),
        "demand",
        int(d["k"].sum()),
    )
