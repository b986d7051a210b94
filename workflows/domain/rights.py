"""What somebody around a pupil may know, decide and receive, in words, each with its source.

Whoever picks up the telephone reads this beside the name of the caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workflows.domain.relations import CONSENTS, HEARD, OF_AGE, Authority, Circle, Kind, Relation
from workflows.domain.wording import Text


@dataclass(frozen=True)
class Right:
    """One thing that somebody may or gets, or not, or only when something else is so (*ask*), with its source."""

    how: Literal["may", "gets", "ask", "not"]
    text: Text
    source: str


@dataclass(frozen=True)
class Standing:
    """What somebody is entitled to at a date. *told*: everything, only in part or on request, or nothing."""

    told: Literal["all", "some", "nothing"]
    decides: bool
    consents: bool
    letters: bool
    rights: tuple[Right, ...]


def standing(circle: Circle, one: Relation) -> Standing:
    """Return what somebody may know, decide and receive."""
    deciders, consenters = circle.deciders(), circle.consenters()
    principals = [each for each in deciders if circle.representative_of(each) == one]
    rights = list(_rights(circle, one, principals))
    if secret := [each.name for each in circle.people if each.secret and each.key != one.key]:
        names = ", ".join(secret)
        rights.append(
            Right(
                "not",
                Text(f"het adres van {names} horen: dat is geheim", f"be told the address of {names}: it is secret"),
                "AVG art. 5 lid 1 sub f",
            )
        )
    all_of_it = one in deciders or one in consenters
    some = all_of_it or any(right.how in ("may", "gets", "ask") for right in rights)
    return Standing(
        told="all" if all_of_it else "some" if some else "nothing",
        decides=one in deciders,
        consents=one in consenters,
        letters=any(each.relation.key == one.key for each in circle.recipients()),
        rights=tuple(rights),
    )


def _rights(circle: Circle, one: Relation, principals: list[Relation]) -> Iterable[Right]:
    if one.kind == "pupil":
        yield from _of_pupil(circle)
    elif one.kind == "representative":
        yield from _of_representative(one, principals)
    elif one.has_authority and not circle.has_turned(OF_AGE):
        yield from _with_authority(circle, one)
    elif one.kind == "curator" and circle.has_turned(OF_AGE):
        yield from _DECIDES_ALONE
        yield _LETTERS if circle.representative_of(one) is None else _represented(circle.representative_of(one))
    elif circle.has_turned(OF_AGE) and one.kind in ("parent", "guardian", "institution", "supervisor", "foster"):
        yield _OF_AGE
    else:
        yield from _OTHERS.get((one.kind, one.authority), _OTHERS.get((one.kind, ""), ()))


def _with_authority(circle: Circle, one: Relation) -> Iterable[Right]:
    yield _HEARS_ALL
    yield _DECIDES
    yield _PUPIL_CONSENTS if circle.has_turned(CONSENTS) else _CONSENTS
    acting = circle.representative_of(one)
    yield _LETTERS if acting is None else _represented(acting)


def _of_pupil(circle: Circle) -> Iterable[Right]:
    if circle.has_turned(OF_AGE):
        if any(each.kind == "curator" for each in circle.people):
            yield _OPINION
            return
        yield from _DECIDES_ALONE
        yield _CONSENTS
        acting = circle.representative_of(circle.the_pupil)
        yield _LETTERS if acting is None else _represented(acting)
        return
    yield _OPINION
    if circle.has_turned(CONSENTS):
        yield _OWN_CONSENT
        yield _OWN_FILE
    elif circle.has_turned(HEARD):
        yield _READS_FIRST
    yield _NO_DECISION


def _of_representative(one: Relation, principals: list[Relation]) -> Iterable[Right]:
    if principals:
        names = _names(principals)
        yield Right(
            "gets", Text(f"de brieven, namens {names.nl}", f"the letters, on behalf of {names.en}"), "Awb art. 6:17"
        )
        yield Right(
            "may",
            Text(
                f"in de zaak doen en horen wat {names.nl} mag, zover de machtiging gaat",
                f"do and hear in the case what {names.en} may, as far as the authorisation goes",
            ),
            "Awb art. 2:1 lid 1",
        )
    elif one.authorised_on is None:
        yield Right(
            "ask",
            Text(
                "iets horen of krijgen als de machtiging er is; tot dan gaan de brieven naar wie hem vroeg",
                "hear or get anything once the authorisation is there; until then the letters go to the principal",
            ),
            "Awb art. 2:1 lid 2",
        )
    else:
        yield Right(
            "not",
            Text("iets horen of krijgen: wie hem vroeg beslist niet (meer)",
                 "hear or get anything: the principal does not decide (any more)"),
            "Awb art. 2:1 lid 1",
        )  # fmt: skip


def _names(people: Iterable[Relation]) -> Text:
    names = [each.name for each in people]
    return Text(" en ".join(names), " and ".join(names))


def _represented(acting: Relation | None) -> Right:
    name = acting.name if acting is not None else ""
    return Right(
        "not",
        Text(f"zelf brieven krijgen: die gaan naar {name}", f"get letters: they go to {name}"),
        "Awb art. 2:1, 6:17",
    )


# ------------------------------------------------------------------ the rights in words
_HEARS_ALL = Right(
    "may",
    Text("alles horen over de zaak en het dossier inzien", "hear everything about the case and see the file"),
    "BW art. 1:245; AVG art. 15",
)
_DECIDES = Right(
    "may",
    Text("meebeslissen en bezwaar maken", "take part in decisions and object"),
    "BW art. 1:245; Awb art. 1:2, 7:1",
)
_CONSENTS = Right(
    "may", Text("toestemming geven voor het delen van gegevens", "consent to the sharing of data"), "UAVG art. 5 lid 1"
)
_PUPIL_CONSENTS = Right(
    "not",
    Text(
        "toestemming geven voor het delen van gegevens: dat doet de leerling zelf (16 jaar)",
        "consent to the sharing of data: the pupil does (16 years old)",
    ),
    "UAVG art. 5 lid 1",
)
_LETTERS = Right(
    "gets",
    Text("elk besluit en elke brief, op eigen naam", "every decision and letter, in their own name"),
    "Awb art. 3:41",
)
_DECIDES_ALONE = (
    _HEARS_ALL,
    Right(
        "may",
        Text("beslissen en bezwaar maken", "decide and object"),
        "BW art. 1:233, 1:381, 1:453; WVO 2020 art. 8.1; Awb art. 1:2, 7:1",
    ),
)
_OF_AGE = Right(
    "ask",
    Text(
        "iets horen of krijgen als de leerling dat goedvindt: de leerling is 18 jaar of ouder",
        "hear or get anything if the pupil agrees: the pupil is 18 or older",
    ),
    "BW art. 1:233; WVO 2020 art. 8.1",
)
_OPINION = Right(
    "may",
    Text("zijn of haar mening geven; die komt in het dossier (hoorrecht)", "give an opinion, which goes on file"),
    "Wet versterking positie ouders en leerlingen (Kst 36443)",
)
_READS_FIRST = Right(
    "may",
    Text(
        "naast de ouders een verslag lezen voordat het wordt gedeeld (12 jaar)",
        "read a report beside the parents before it is shared (12 years old)",
    ),
    "NVO-beroepscode art. 40; IVRK art. 12",
)
_OWN_CONSENT = Right(
    "may",
    Text(
        "zelf toestemming geven voor het delen van gegevens, ook bij de overgang naar een andere school",
        "consent to the sharing of data, also with a move to another school",
    ),
    "UAVG art. 5 lid 1",
)
_OWN_FILE = Right("may", Text("zelf het dossier inzien", "see the file"), "AVG art. 15; UAVG art. 5 lid 1")
_NO_DECISION = Right(
    "not",
    Text("beslissen of het besluit krijgen: dat is aan wie gezag heeft", "decide, or get the decision"),
    "BW art. 1:245",
)  # fmt: skip
_OTHERS: dict[tuple[Kind, Authority], tuple[Right, ...]] = {
    ("parent", "nee"): (
        Right(
            "ask",
            Text(
                "belangrijke feiten over de leerling horen als deze ouder erom vraagt, een ouder met gezag ze ook zou"
                " krijgen en het niet tegen het belang van de leerling is",
                "hear important facts about the pupil if this parent asks for them, a parent with authority would get"
                " them too, and it does not harm the pupil",
            ),
            "BW art. 1:377c",
        ),
        _NO_DECISION,
    ),
    ("parent", ""): (
        Right(
            "ask",
            Text(
                "iets horen of krijgen als het gezag is aangetoond, met een uittreksel uit het gezagsregister",
                "hear or get anything once authority was shown, with an extract from the register of authority",
            ),
            "BW art. 1:244, 1:245",
        ),
        _NO_DECISION,
    ),
    ("supervisor", ""): (
        Right(
            "ask",
            Text(
                "op verzoek horen wat nodig is voor de ondertoezichtstelling; geen gezondheidsgegevens",
                "hear on request what the supervision order needs; no health data",
            ),
            "Jeugdwet art. 7.3.11 lid 4; WPO art. 18a lid 13",
        ),
        Right(
            "not",
            Text(
                "beslissen of brieven krijgen, tenzij de rechter dat deel van het gezag gaf: leg dan voogdij vast",
                "decide or get letters, unless the court gave that part of authority: record guardianship then",
            ),
            "BW art. 1:255, 1:265e",
        ),
    ),
    ("foster", ""): (
        Right(
            "may",
            Text(
                "praten over hoe het thuis en op school gaat", "talk about how things go at home and at school"
            ),
            "WPO art. 1",
        ),
        _NO_DECISION,
    ),
    ("curator", ""): (
        Right(
            "not",
            Text("iets horen of krijgen voor de leerling 18 jaar is", "hear or get anything before the pupil is 18"),
            "BW art. 1:378, 1:450",
        ),
    ),
    ("contact", ""): (
        Right(
            "ask",
            Text(
                "iets horen als wie beslist daar toestemming voor gaf",
                "hear anything if who decides consented to it",
            ),
            "AVG art. 6 lid 1 sub a",
        ),
        _NO_DECISION,
    ),
}  # fmt: skip
