"""No public table shows a group of fewer than five people (design.md 7), nor lets it be subtracted from a total."""

LEAST = 5


def is_small(people: int) -> bool:
    """Nobody is not small: that nobody came gives nobody away."""
    return 0 < people < LEAST


def hidden(people: dict[str, int]) -> set[str]:
    """Which groups of a table with a public total stay hidden, given the number of people in each.

    The small ones; and, while those hidden are a single group or together fewer than five people, the next
    smallest too, because the total less everything shown would give them away.
    """
    kept_back = {key for key, number in people.items() if is_small(number)}
    others = sorted((number, key) for key, number in people.items() if number >= LEAST)
    while kept_back and (len(kept_back) < 2 or sum(people[key] for key in kept_back) < LEAST) and others:
        kept_back.add(others.pop(0)[1])
    return kept_back
