"""The name, the colours and the logo of the organisation: on every page, and on its letters."""

from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256

from workflows.domain import colours
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.paper.looking import look_at
from workflows.persistence import house_style as kept
from workflows.persistence import models
from workflows.persistence import people as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import access

LARGEST_LOGO = 1_000_000  #: bytes
WIDEST = 480  #: points of the logo that is kept: sharp on paper, and small on a slow connection
LONGEST_NAME = 60
PAGE = "#e6f0fa"  #: the darkest of what links and buttons stand on


@dataclass(frozen=True)
class HouseStyle:
    """What stands on every page. *masthead* is behind the name, *brand* colours links and buttons."""

    name: str = "Zorgroute"
    masthead: str = "#0b5394"
    brand: str = "#0b5394"
    logo_mark: str = ""

    @property
    def on_masthead(self) -> str:
        return colours.words_on(self.masthead)

    @property
    def brand_dark(self) -> str:
        return colours.darker(self.brand)

    @property
    def mark(self) -> str:
        """What changes when a colour does; empty where they are ours."""
        ours = (self.masthead, self.brand) == (PLAIN.masthead, PLAIN.brand)
        return "" if ours else f"{self.masthead[1:]}{self.brand[1:]}"


PLAIN = HouseStyle()


def house_style(uow: UnitOfWork) -> HouseStyle:
    """Return what stands on every page, also for who did not sign in."""
    found = kept.chosen(uow)
    return HouseStyle(*found) if found else PLAIN


def logo(uow: UnitOfWork) -> bytes:
    """Return the logo as a JPEG; nothing where there is none."""
    return kept.logo(uow)


def see_logo(name: str, data: bytes) -> bytes:
    """Return a picture that was chosen as the JPEG that is kept; slow, so outside any unit of work.

    Raises:
        InvalidAnswers: it cannot be opened, or is too large.
    """
    kind = "image/png" if name.lower().endswith(".png") else "image/jpeg"
    if len(data) > LARGEST_LOGO:
        raise InvalidAnswers([FieldError("logo", said("Logo: dit is groter dan 1 MB. Kies een kleinere."))])
    looks = look_at(kind, data, 0, 1, WIDEST)
    if looks is None or not looks.pages:
        raise InvalidAnswers([FieldError("logo", said("Logo: dit kan niet worden geopend. Kies een png of jpg."))])
    return b64decode(looks.pages[0].picture)


def change(
    uow: UnitOfWork, by: Person, *, name: str, masthead: str, brand: str, logo: bytes = b"", without_logo: bool = False
) -> None:
    """Choose how every page looks; without a new *logo* the one there is stays, unless it must go.

    Raises:
        NotFound: this person is no administrator.
        InvalidAnswers: there is no name, or links could not be read in this colour; says which one can.

    Source: WCAG 2.2, success criterion 1.4.3 (the law asks AA: Besluit digitale toegankelijkheid overheid).
    """
    who = access.administrator(by)
    name, masthead, brand = name.strip(), masthead.strip().lower(), brand.strip().lower()
    if errors := _wrong(name, masthead, brand):
        raise InvalidAnswers(errors)
    row = uow.session.get(models.HouseStyle, 1)
    if row is None:
        row = models.HouseStyle(id=1, logo_mark="")
        uow.session.add(row)
    row.name, row.masthead, row.brand = name, masthead, brand
    if logo or without_logo:
        row.logo, row.logo_mark = (logo, sha256(logo).hexdigest()[:12]) if logo else (None, "")
    table.note_change(uow, "house_style.changed", who, name=name, masthead=masthead, brand=brand)


def _wrong(name: str, masthead: str, brand: str) -> list[FieldError]:
    errors = []
    if not name or len(name) > LONGEST_NAME:
        words = said("Naam: vul een naam in van hoogstens {most} tekens.", most=LONGEST_NAME)
        errors.append(FieldError("name", words))
    for field, colour, label in (
        ("masthead", masthead, said("Kleur van de balk bovenaan")),
        ("brand", brand, said("Kleur van links en knoppen")),
    ):
        if not colours.is_colour(colour):
            errors.append(FieldError(field, said("{label}: kies een kleur, zoals #0b5394.", label=label)))
        elif field == "brand" and colours.contrast(colour, PAGE) < colours.ENOUGH:
            words = said(
                "{label}: deze is te licht om te lezen. Het contrast is {found} op 1, en moet ten minste 4,5 op 1 zijn."
                " Dezelfde kleur, donkerder: {colour}.",
                label=label,
                found=f"{colours.contrast(colour, PAGE):.1f}".replace(".", ","),
                colour=colours.dark_enough(colour, PAGE),
            )
            errors.append(FieldError(field, words))
    return errors
