"""The forms under which a word may stand in a cue."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def forms_of(lemma: str, text: str) -> tuple[str, ...]:
    """Lemmas may be wrong, spelling is not: "expelled" may have the lemma "expelle"."""
    found = [lemma, text]
    for ending in ("s", "ed", "ing"):
        if text.endswith(ending) and len(text) > len(ending) + 2:
            stem = text.removesuffix(ending)
            found.append(stem)
            if ending != "s":
                found.append(stem + "e")
                if stem[-1:] == stem[-2:-1]:
                    found.append(stem[:-1])
    return tuple(dict.fromkeys(found))
