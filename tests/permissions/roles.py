"""The people of the sweep: one for each column of the table, in its order."""

# column → who stands in it
ROLES = {
    "vis": "a visitor who is not signed in",
    "mem": "signed in, without any role",
    "own": "owner of the lead's account",
    "prt": "owner of the partner's account",
    "oth": "owner of another organisation's account",
    "wri": "writer of the lead",
    "out": "outside writer engaged by the lead",
    "hqo": "officer of the region's headquarters",
    "hqh": "head of the region's headquarters",
    "xqo": "officer of another region's headquarters",
    "xqh": "head of another region's headquarters",
    "cen": "programme office",
    "evp": "evaluator on the panels",
    "evo": "evaluator on no panel",
    "doc": "company doctor",
    "sec": "mini-cluster secretary",
    "min": "ministry official",
    "aud": "auditor",
    "adm": "system administrator",
}
