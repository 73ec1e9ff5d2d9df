"""When a committee's vote counts: plain numbers (Enforcement Decree of the R&D Innovation Act, art. 28)."""

MEMBERS_MAX = 20  # with the chair


def is_quorate(members: int, present: int) -> bool:
    """More than half of the members are there."""
    return 0 <= present <= members and 2 * present > members


def is_carried(present: int, in_favour: int) -> bool:
    """More than half of those who are there are for it."""
    return 0 <= in_favour <= present and 2 * in_favour > present


def vote_problems(members: int, present: int, in_favour: int) -> dict[str, str]:
    """What is wrong with the numbers of a vote, by field: size, absent, quorum, many. Empty when they can be a vote that counts."""
    found = {}
    if not 1 <= members <= MEMBERS_MAX:
        found["members"] = "size"
    if not 0 <= present <= members:
        found["present"] = "absent"
    elif not is_quorate(members, present):
        found["present"] = "quorum"
    if not 0 <= in_favour <= present:
        found["in_favour"] = "many"
    return found
