"""What is asked of somebody around a pupil, with its labels, and what is known of them in words."""

from collections.abc import Mapping

from workflows.domain.relations import AUTHORITY, KINDS, Relation
from workflows.domain.wording import Said, said

#: Questions with the most characters of an answer; the others are choices and days.
TEXTS: Mapping[str, tuple[Said, int]] = {
    "name": (said("Naam"), 200),
    "address": (said("Postadres"), 300),
    "phone": (said("Telefoon"), 100),
    "email": (said("E-mail"), 254),
    "language": (said("Taal waarin een tolk nodig is"), 100),
}
DAYS: Mapping[str, Said] = {
    "from_on": said("Vanaf"),
    "until_on": said("Tot en met"),
    "authorised_on": said("Machtiging van"),
}
DIGITAL: Mapping[str, Said] = {"besluit": said("Besluiten"), "brief": said("Andere brieven")}
LABELS: Mapping[str, Said] = {
    "kind": said("Wie is dit?"),
    "authority": said("Gezag"),
    **{name: label for name, (label, _) in TEXTS.items()},
    "secret": said("Geheim adres"),
    "digital": said("Per e-mail"),
    **DAYS,
}


def in_words(one: Relation) -> dict[str, str]:
    """Return what is known of somebody, by question; empty where nothing is."""
    words = {name: getattr(one, name) for name in TEXTS}
    words |= {name: f"{day:%d-%m-%Y}" if (day := getattr(one, name)) is not None else "" for name in DAYS}
    return words | {
        "kind": KINDS[one.kind].nl,
        "authority": AUTHORITY[one.authority].nl if one.authority in AUTHORITY else "",
        "secret": "ja" if one.secret else "",
        "digital": ", ".join(str(DIGITAL[kind]) for kind in sorted(one.digital) if kind in DIGITAL),
    }
