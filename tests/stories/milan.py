"""The story of Milan Voorbeeld: an incomplete file, parents who disagree, a late advice, a TLV on the last day.

What everybody answers, as a browser sends it: ``@`` names a person or the code of an organisation; files are attached
as the story goes. ``Milan`` lives it through the services, one step of the story at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.databases import Kept, file_of
from tests.stories.valley import Valley
from workflows.persistence import models
from workflows.services.views import CasePage, LetterView

SECRET = "Schuilhoek 13"
MOTHER, FATHER = "Mirte Voorbeeld", "Vincent Voorbeeld"

PUPIL = {"school": "@99AA00", "roepnaam": "Milan", "achternaam": "Voorbeeld", "geboortedatum": "12-05-2018"}

APPLICATION = {
    "soort_aanvraag": "nieuw",
    "soort_gevraagd": "SO",
    "emb": "nee",
    "categorie_gevraagd": "L",
    "duur_gevraagd": "1",
    "relatie": "ingeschreven",
    "relatie_sinds": "20-08-2022",
    "inschrijving": "bao",
    "leerjaar": "5",
    "school_in_swv": "ja",
    "woonplaats_in_swv": "ja",
    "beoogde_school": "@99AD00",
    "bijzondere_situatie": "geen",
    "overleg_beoogde_school_op": "12-11-2026",
    "plaats_beschikbaar": "ja",
    "ouders_geinformeerd_op": "16-11-2026",
    "ouder1_naam": MOTHER,
    "ouder1_gezag": "ja",
    "ouder1_adres": f"{SECRET}\n9998 ZZ Nergensbuiten",
    "ouder1_geheim": "ja",
    "ouder1_mening": "oneens",
    "ouder1_toelichting": "Ik wil dat Milan naar het SBO gaat.",
    "tweede_ouder": "ja",
    "ouder2_naam": FATHER,
    "ouder2_gezag": "ja",
    "ouder2_adres": "Bedachtestraat 4\n9999 ZZ Nergenshuizen",
    "ouder2_geheim": "nee",
    "ouder2_mening": "eens",
    "ouders_eens": "verdeeld",
    "leerling_gehoord": "ja",
    "leerling_mening": "Milan wil een rustige klas.",
    "hulpvraag": "Een kleine groep met vaste gezichten.",
    "ondernomen_stappen": "Twee jaar extra hulp in de klas; het effect bleef klein.",
    "factoren": "Voorspelbaarheid helpt, drukte belemmert.",
    "uitstroombestemming": "Dagbesteding of beschut werk",
    "arrangement_volstaat_niet": "Ook met twaalf uur hulp per week lukt het niet in een groep van dertig.",
    "opp_datum": "14-09-2026",
    "handelingsdeel": "ja",
    "auteur_handelingsdeel": "@drs. Quirijn Bedacht",
    "contactpersoon": "Marieke Proef",
    "contact_telefoon": "088 000 00 00",
    "verklaring": "ja",
}
SIGNED = {"ondertekening": "getekend", "getekend_op": "20-11-2026"}
RECEIPT = {"leerling_bekend": "nieuw", "adressen_kloppen": "ja"}
_CHECKED = {
    "stuk_opp": "aanwezig",
    "stuk_stappen": "aanwezig",
    "stuk_mening_leerling": "aanwezig",
    "stuk_onderzoek": "aanwezig",
    "stuk_overleg": "aanwezig",
}
INCOMPLETE = {
    **_CHECKED,
    "stuk_evaluatie": "ontbreekt",
    "stuk_mening_ouders": "ontbreekt",
    "aanvulling_toelichting": "Stuur de evaluatie van het handelingsdeel en de mening van de vader.",
    "compleet": "nee",
}
HALF = {
    "aangevuld_op": "02-12-2026",
    "aanvulling_compleet": "nee",
    "aanvulling_binnen": ["evaluatie"],
    "aanvulling_mist": ["mening_ouders"],
}
COMPLETION = {"aangevuld_op": "07-12-2026", "aanvulling_compleet": "ja"}
COMPLETE = {**_CHECKED, "stuk_evaluatie": "aanwezig", "stuk_mening_ouders": "aanwezig", "compleet": "ja"}
EXPERTS = {"deskundige_1": "@drs. Elske Fictief", "deskundige_2": "@drs. Piet Verzonnen", "adviezen_bron": "swv"}
TALK = {
    "gesproken_op": "16-12-2026",
    "mening_ouder1": "oneens",
    "mening_ouder1_tekst": "Ik wil het speciaal basisonderwijs.",
    "mening_ouder2": "eens",
    "mening_ouder2_tekst": "Speciaal onderwijs past bij Milan.",
    "ouders_eens": "verdeeld",
    "leerling_gesproken": "ja",
    "leerling_woorden": "Ik wil een juf die mij kent.",
    "gesprek_aangeboden": ["meerpartijen", "onderwijsconsulent"],
    "zienswijze_moment": "na_adviezen",
}
PLACE = {"plaats_overleg_op": "16-12-2026", "plaats": "ja", "plaats_vanaf": "01-02-2027"}
ADVICE = {
    "advies_onafhankelijk": "ja",
    "advies_discipline": "orthopedagoog",
    "advies_werkgever": "Praktijk Bedenksel",
    "advies_toelaatbaar": "ja",
    "advies_soort": "SO",
    "advies_categorie": "L",
    "advies_duur": "1",
    "advies_criteria": "De leerling voldoet aan de criteria van hoofdstuk 4.",
    "advies_arrangement": "Een arrangement volstaat niet: de groep is te groot.",
    "advies_motivering": "Alles bij elkaar is speciaal onderwijs nodig.",
    "advies_datum": "17-12-2026",
}
SECOND_ADVICE = {
    **ADVICE,
    "advies_discipline": "jeugdpsycholoog",
    "advies_werkgever": "Zelfstandig",
    "advies_datum": "05-01-2027",
}
COPIES = {"kopie_verzonden_op": "05-01-2027", "kopie_beide_adviezen": "ja"}
COMMITTEE = {
    "vergadering_op": "11-01-2027",
    "commissie_advies": "toekennen",
    "commissie_soort": "SO",
    "commissie_categorie": "L",
    "commissie_duur": "1",
    "commissie_motivering": "Beide deskundigen adviseren speciaal onderwijs.",
}
INTENTION = {
    "voornemen": "toekennen",
    "voornemen_reden": "Beide deskundigen en de commissie adviseren speciaal onderwijs.",
    "voornemen_gesprek": "do 21-01-2027, op ons kantoor",
}
VIEWS = {
    "school_gehoord": "schriftelijk",
    "zienswijze_school": "Wij staan achter de aanvraag.",
    "ouders_gehoord": "mondeling",
    "zienswijze_ouder1": "Moeder vindt speciaal basisonderwijs beter: dichterbij huis.",
    "gehoord_op": "21-01-2027",
}
WEIGHED = {
    "weging": "besluiten",
    "weging_reden": "De zienswijze van de moeder weegt mee; de adviezen zijn eensluidend.",
}
DECISION = {
    "besluit": "toekennen",
    "besluit_soort": "SO",
    "besluit_categorie": "L",
    "ingangsdatum": "01-02-2027",
    "motivering": "Milan heeft een kleine groep nodig (criterium 4.2).",
    "weging_ouders": "De moeder wil het SBO. Beide deskundigen vinden dat dit te weinig rust geeft.",
    "adviseurs": "drs. Elske Fictief (orthopedagoog) en drs. Piet Verzonnen (kinder- en jeugdpsycholoog)",
}
SENT = {
    "verzonden_op": "28-01-2027",
    "apart_verzonden": "ja",
    "adviezen_meegestuurd": "ja",
    "volgende_controle": "11-03-2027",
}
REGISTERED = {"aangemeld_op": "01-02-2027", "aangemeld_bij": "SO De Denkbeeldige Horizon", "ouders_verteld": "ja"}
ENROLLED = {"ingeschreven_bij": "@99AD00", "ingeschreven_op": "15-02-2027"}


OFFICE, SCHOOL = "Ria Voorbeeld", "Marieke Proef"


@dataclass(frozen=True)
class Shown:
    """What the case page showed at the end of a step, to the office and to the school, and what waited for the post."""

    office: CasePage
    school: CasePage
    post: tuple[LetterView, ...]


_DATABASES = Kept()
_LIVED: dict[tuple[datetime, int], Any] = {}  #: what else was known after a step, by when the story began, and the step


class Milan:
    """The case of Milan Voorbeeld; *shown* keeps what the screens showed after each step, *days* on days in between."""

    def __init__(self, valley: Valley) -> None:
        self.valley = valley
        self.number = ""
        self.shown: dict[int, Shown] = {}
        self.days: dict[str, CasePage] = {}
        self.told = 0

    def until(self, step: int) -> "Milan":
        """Live on up to and including this step of the story; what this process lived before is not done again."""
        begin = self.valley.clock.now()
        if not self.told and not self.valley.rows(models.Case):
            self._go_on_from(max((known for known in _LIVED if known[0] == begin and known[1] <= step), default=None))
        for each in range(self.told + 1, step + 1):
            tell: Callable[[], None] = getattr(self, f"step_{each}")
            tell()
            self.shown[each] = self.show()
            self.told = each
            self._keep((begin, each))
        return self

    def _keep(self, when: tuple[datetime, int]) -> None:
        if when not in _LIVED:
            valley = self.valley
            _DATABASES.keep(when, valley.system.database)
            _LIVED[when] = self.number, {**self.shown}, {**self.days}, {**valley.spent}, valley.clock.now()

    def _go_on_from(self, when: tuple[datetime, int] | None) -> None:
        if when is not None:
            valley = self.valley
            valley.system.database.close()
            _DATABASES.copy(when, file_of(valley.system.database))
            number, shown, days, spent, valley.clock.instant = _LIVED[when]
            self.number, self.shown, self.days, valley.spent = number, {**shown}, {**days}, {**spent}
            self.told = when[1]

    def show(self) -> Shown:
        office, school = (self.valley.page(self.number, who) for who in (OFFICE, SCHOOL))
        return Shown(office, school, self.valley.post(OFFICE))

    def look(self, day: str) -> None:
        """Let the days pass and look at the case at noon."""
        self.valley.on(day)
        self.days[day] = self.valley.page(self.number, OFFICE)

    def step_1(self) -> None:
        """The IB'er fills in the application; the head of the school signs it, and submits it on Monday."""
        valley = self.valley
        valley.on("2026-11-20")
        self.number = valley.starts(SCHOOL, PUPIL)
        opp = valley.adds(SCHOOL, "Aanvraag invullen", "opp", "opp.pdf")
        valley.completes(SCHOOL, "Aanvraag invullen", {**APPLICATION, "opp": opp})
        valley.on("2026-11-23", "16:42")
        valley.completes("Petra Ballon", "Aanvraag ondertekenen", SIGNED)

    def step_2(self) -> None:
        """The office confirms the receipt and writes to the parents."""
        self.valley.on("2026-11-24")
        self.valley.claims(OFFICE, "Ontvangst bevestigen")
        self.valley.completes(OFFICE, "Ontvangst bevestigen", RECEIPT)

    def step_3(self) -> None:
        """The office asks for two documents that are missing."""
        self.valley.on("2026-11-26")
        self.valley.completes(OFFICE, "Volledigheid toetsen", INCOMPLETE, seen=True)

    def step_4(self) -> None:
        """The school sends the first one."""
        self.valley.on("2026-12-02")
        self.valley.sends(self.number, SCHOOL, "evaluatie.pdf", "evaluatie van het handelingsdeel")
        self.valley.receives(self.number, SCHOOL, "Aanvulling indienen", HALF)

    def step_5(self) -> None:
        """The school sends the second one and says that this is all."""
        self.valley.on("2026-12-07")
        self.valley.receives(self.number, SCHOOL, "Aanvulling indienen", COMPLETION)

    def step_6(self) -> None:
        """The file is complete; the office appoints two experts."""
        self.valley.on("2026-12-08")
        self.valley.completes(OFFICE, "Volledigheid toetsen", COMPLETE)
        self.valley.completes(OFFICE, "Deskundigen benoemen", EXPERTS)

    def step_7(self) -> None:
        """The consultant speaks with the parents, who disagree, and asks the school for a place."""
        self.valley.on("2026-12-16")
        self.valley.completes("Hans Demo", "Met ouders en leerling praten", TALK)
        self.valley.completes("Hans Demo", "Plaats nagaan", PLACE)

    def step_8(self) -> None:
        """The first expert advises; the second is late."""
        self.valley.on("2026-12-17")
        self._advises("drs. Elske Fictief", ADVICE)
        self.valley.on("2026-12-23")

    def step_9(self) -> None:
        """The second expert advises after all; the parents get a copy of both."""
        self.look("2026-12-30")
        self.look("2026-12-31")
        self.valley.on("2027-01-05")
        self._advises("drs. Piet Verzonnen", SECOND_ADVICE)
        self.valley.posts(OFFICE)
        self.valley.completes(OFFICE, "Kopie van de adviezen versturen", COPIES)

    def step_10(self) -> None:
        """The committee advises; school and parents hear what is intended."""
        self.valley.on("2027-01-11")
        self.valley.completes("Frank Vergader", "Commissieadvies geven", COMMITTEE)
        self.valley.completes(OFFICE, "Voornemen aankondigen", INTENTION)

    def step_11(self) -> None:
        """The local norm passes."""
        self.look("2027-01-13")
        self.look("2027-01-14")
        self.look("2027-01-15")

    def step_12(self) -> None:
        """The mother is heard; a week is left."""
        self.look("2027-01-20")
        self.look("2027-01-21")
        self.valley.completes(OFFICE, "Nagaan of het op tijd lukt", {"termijn_lukt": "ja"})
        self.valley.completes(OFFICE, "Zienswijzen vastleggen", VIEWS)

    def step_13(self) -> None:
        """The director weighs and decides."""
        self.valley.on("2027-01-27")
        self.valley.completes("Anna Schijn", "Zienswijzen wegen", WEIGHED)
        self.valley.completes("Anna Schijn", "Besluit nemen", DECISION)

    def step_14(self) -> None:
        """The letters leave on the last day of the term."""
        self.valley.on("2027-01-28")
        self.valley.posts(OFFICE)
        self.valley.completes(OFFICE, "Besluit verzenden", SENT)

    def step_15(self) -> None:
        """The new school enrols him."""
        self.valley.on("2027-02-01")
        self.valley.completes(SCHOOL, "Aanmelding begeleiden", REGISTERED)
        self.valley.on("2027-02-15")
        self.valley.receives(self.number, "Tessa Denkbeeld", "Inschrijving melden", ENROLLED)

    def _advises(self, expert: str, advice: dict[str, str]) -> None:
        paper = self.valley.adds(expert, "Deskundigenadvies geven", "advies_document", "advies.pdf")
        self.valley.completes(expert, "Deskundigenadvies geven", {**advice, "advies_document": paper})
