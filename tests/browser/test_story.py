"""Milan Voorbeeld in a real browser: each person in turn reads the dates of the story from the screen."""

from playwright.sync_api import expect

from tests.browser.conftest import LiveServer, Visit
from tests.browser.test_pages import faults
from tests.browser.visitor import Visitor
from tests.stories import milan
from tests.stories.milan import FATHER, MOTHER, OFFICE, SCHOOL, SECRET
from tests.stories.valley import PASSWORD

EXPERT_1, EXPERT_2 = "drs. Elske Fictief", "drs. Piet Verzonnen"
THE_OFFICE = "Secretariaat van SWV PO De Fictieve Vallei"
T1, T2 = "Beslissen op de TLV-aanvraag (eigen norm)", "Beslissen op de TLV-aanvraag"


def test_the_story_of_milan_from_application_to_place(site: LiveServer, visit: Visit) -> None:
    on = site.valley.on
    on("2026-11-20")
    marieke = visit(SCHOOL)
    number = starts(marieke)
    case = f"/zaken/{number}"
    marieke.fills_in("aanvragen", {**milan.APPLICATION, "opp": "ja"}).shot("01-aanvraag").finishes()

    on("2026-11-23", "16:42")
    visit("Petra Ballon").opens("Aanvraag ondertekenen").fills_in("ondertekenen", milan.SIGNED).finishes()
    marieke = visit(SCHOOL).goes(case).shot("01-zaak-school")
    marieke.sees(
        "Secretariaat van SWV PO De Fictieve Vallei is aan zet: ontvangst bevestigen, uiterlijk wo 25-11-2026."
    )
    reads(marieke, {
        "Ontvangst bevestigen": "woensdag 25 november 2026",
        "Controleren of de aanvraag compleet is": "maandag 30 november 2026",
        T1: "maandag 4 januari 2027",
        T2: "maandag 18 januari 2027",
    })  # fmt: skip

    on("2026-11-24")
    ria = visit(OFFICE).goes("/taken").shot("02-taken").presses("Oppakken").sees("De taak staat nu op uw naam.")
    ria.opens("Ontvangst bevestigen").fills_in("ontvangst_bevestigen", milan.RECEIPT).shot("02-taak").finishes()
    ria.goes(case)
    letter = ria.page.locator("section[aria-labelledby=brieven] li").filter(has_text=FATHER)
    letter.get_by_role("link").click()
    ria.sees(f"Beste {FATHER}", "Bedachtestraat 4").sees_no(SECRET, "Nergensbuiten").shot("02-brief-vader")
    ria.goes("/post").sees(FATHER, MOTHER).sees_no(SECRET).shot("02-post")

    on("2026-11-26")
    ria = visit(OFFICE).opens("Volledigheid toetsen").fills_in("volledigheid_toetsen", milan.INCOMPLETE)
    ria.presses("Afronden").sees("zwakke gronden").shot("03-let-op")
    ria.page.get_by_label("Ik heb dit gezien en wil toch afronden").check()
    ria.presses("Afronden").sees("is afgerond.").goes(case).shot("03-opgeschort")
    ria.sees("IB'er van De Proefballon is aan zet: aanvulling indienen, uiterlijk do 10-12-2026.")
    expect(ria.term(T2)).to_contain_text("de tijd staat stil opgeschort vanaf vr 27-11-2026")
    expect(ria.term("Aanvraag aanvullen")).to_contain_text("uiterlijk do 07-01-2027")

    on("2026-12-02")
    marieke = visit(SCHOOL).goes(case).follows("Aanvulling indienen")
    marieke.fills_in("aanvulling_ontvangen", {"aanvulling_stukken": "ja", **milan.HALF}).shot("04-eerste-stuk")
    marieke.presses("Vastleggen").sees("1 van 2 ontvangen").shot("04-zaak")
    expect(marieke.term(T2)).to_contain_text("de tijd staat stil")

    on("2026-12-07")
    marieke = visit(SCHOOL).goes(case).follows("Aanvulling indienen")
    marieke.fills_in("aanvulling_ontvangen", milan.COMPLETION).shot("05-aanvulling")
    marieke.presses("Vastleggen").sees("Het is vastgelegd.").shot("05-loopt-weer")
    reads(marieke, {T1: "donderdag 14 januari 2027", T2: "donderdag 28 januari 2027"})
    marieke.term(T2).get_by_text("Waarom deze datum?").click()
    marieke.sees(
        "+10 dagen opschorting (vr 27-11 t/m zo 06-12-2026): do 28 januari 2027", "Awb art. 4:15 lid 1 onder a"
    )

    on("2026-12-08")
    ria = visit(OFFICE).opens("Volledigheid toetsen").sees("Uiterlijk maandag 14 december 2026")
    ria.fills_in("volledigheid_toetsen", milan.COMPLETE).finishes()
    ria.opens("Deskundigen benoemen")
    ria.fills_in("deskundigen_benoemen", {**milan.EXPERTS, "deskundige_2": "@drs. Quirijn Bedacht"})
    ria.presses("Afronden").sees("drs. Quirijn Bedacht schreef het handelingsplan (sept. 2026)").shot("06-bedacht")
    ria.fills_in("deskundigen_benoemen", milan.EXPERTS).finishes()
    for expert in (EXPERT_1, EXPERT_2):
        visit(expert).opens("Deskundigenadvies geven").sees("Uiterlijk dinsdag 22 december 2026").shot("06-deskundige")

    on("2026-12-16")
    hans = visit("Hans Demo").opens("Met ouders en leerling praten").fills_in("ouders_spreken", milan.TALK).finishes()
    hans.opens("Plaats nagaan").fills_in("plaats_nagaan", milan.PLACE).finishes()
    hans.goes(case).sees("Ouders verdeeld", "meerpartijenoverleg", "onderwijsconsulent").shot("07-zaak")

    on("2026-12-17")
    elske = visit(EXPERT_1).opens("Deskundigenadvies geven")
    elske.fills_in("advies_geven", {**milan.ADVICE, "advies_document": "ja"}).shot("08-advies").finishes()
    on("2026-12-23")
    piet = visit(EXPERT_2).goes("/taken").sees("1 werkdag te laat").shot("08-te-laat")
    piet.opens("Deskundigenadvies geven").sees("eigen norm").sees_no(milan.ADVICE["advies_motivering"])

    on("2027-01-05")
    piet = visit(EXPERT_2).opens("Deskundigenadvies geven")
    piet.fills_in("advies_geven", {**milan.SECOND_ADVICE, "advies_document": "ja"}).finishes()
    ria = posts(visit(OFFICE)).opens("Kopie van de adviezen versturen").sees("Uiterlijk dinsdag 12 januari 2027")
    ria.fills_in("advies_kopie_versturen", milan.COPIES).finishes()

    on("2027-01-11")
    frank = visit("Frank Vergader").opens("Commissieadvies geven").shot("10-commissie")
    frank.fills_in("commissie_adviseren", milan.COMMITTEE).finishes()
    ria = visit(OFFICE).opens("Voornemen aankondigen").fills_in("voornemen_aankondigen", milan.INTENTION).finishes()
    ria.opens("Zienswijzen vastleggen").sees("Uiterlijk maandag 25 januari 2027")

    on("2027-01-15")
    ria = visit(OFFICE).goes("/taken").sees("Nagaan of het op tijd lukt").shot("11-taken")
    ria.goes(case).shot("11-norm-voorbij")
    expect(ria.term(T1)).to_contain_text("1 werkdag te laat")

    on("2027-01-21")
    ria = visit(OFFICE).opens("Nagaan of het op tijd lukt").sees("Uiterlijk donderdag 28 januari 2027")
    ria.fills_in("beslistermijn_bezien", {"termijn_lukt": "ja"}).finishes()
    ria.opens("Zienswijzen vastleggen").fills_in("zienswijzen_vastleggen", milan.VIEWS).finishes()
    expect(ria.goes(case).term(T2).locator(".badge")).to_have_class("badge red")

    on("2027-01-27")
    anna = visit("Anna Schijn").opens("Zienswijzen wegen").fills_in("zienswijzen_wegen", milan.WEIGHED).finishes()
    anna.opens("Besluit nemen").fills_in("besluit_nemen", {**milan.DECISION, "ingangsdatum": "23-08-2027"})
    expect(anna.page.get_by_label("Einddatum")).to_have_value("31-07-2029")
    anna.presses("Brieven bekijken").sees("Begindatum na 1 augustus: minimaal tot 31 juli 2029").shot("13-let-op")
    anna.fills_in("besluit_nemen", {"ingangsdatum": milan.DECISION["ingangsdatum"]})
    expect(anna.page.get_by_label("Einddatum")).to_have_value("31-07-2028")
    anna.shot("13-besluit").presses("Tekenen").sees("U veranderde iets.")
    anna.sees(f"Concept aan {milan.MOTHER}").shot("13-brieven")
    assert list(faults(anna)) == []
    anna.presses("Tekenen").page.get_by_label("Uw wachtwoord").fill(PASSWORD)
    anna.presses("1 besluit tekenen").sees("Alles is getekend.").shot("13-getekend")

    on("2027-01-28")
    ria = visit(OFFICE).goes("/post").sees("Stichting Proefonderwijs", MOTHER, FATHER).shot("14-post")
    posts(ria).opens("Besluit verzenden").fills_in("besluit_verzenden", milan.SENT).shot("14-verzenden").finishes()
    ria.goes(case).shot("14-zaak")
    reads(ria, {"Bezwaar maken": "donderdag 11 maart 2027", "Einde van de TLV": "maandag 31 juli 2028"})
    expect(ria.term("Bezwaar maken")).to_contain_text("uiterlijk do 18-03-2027")
    ria.page.get_by_text("Afgeronde termijnen").click()
    expect(ria.term(T2)).to_contain_text("op tijd, op de laatste dag")
    ria.sees("Het dossier wordt vernietigd vanaf di 29-01-2030.")
    ria.page.locator("section[aria-labelledby=brieven] li").filter(has_text=MOTHER).filter(
        has_text="Besluit:"
    ).get_by_role("link").click()
    ria.sees("PO9901-2027-00001", "ma 31-07-2028", "Namens het bestuur", SECRET).shot("14-besluit")

    on("2027-02-01")
    visit(SCHOOL).opens("Aanmelding begeleiden").fills_in("aanmelden_bij_school", milan.REGISTERED).finishes()
    on("2027-02-15")
    tessa = visit("Tessa Denkbeeld").goes(case).follows("Inschrijving melden")
    tessa.fills_in("ingeschreven", milan.ENROLLED).presses("Vastleggen").sees("Het is vastgelegd.")
    marieke = visit(SCHOOL).goes(case).sees("Afgesloten: toegekend en geplaatst.")
    reads(marieke, {"OPP vaststellen": "dinsdag 30 maart 2027"})
    marieke.shot("15-zaak").goes(f"{case}/verloop").shot("15-verloop").goes(f"{case}/geschiedenis").shot(
        "15-geschiedenis"
    )


def starts(by: Visitor) -> str:
    """Start the application for Milan and open its first task; return the number of the case."""
    by.goes("/nieuw").follows("Toelaatbaarheidsverklaring").shot("00-voordat-u-begint")
    by.page.get_by_label("School", exact=True).select_option(label="De Proefballon")
    for label, name in (("Roepnaam", "roepnaam"), ("Achternaam", "achternaam"), ("Geboren op", "geboortedatum")):
        by.page.get_by_label(label, exact=True).fill(milan.PUPIL[name])
    by.presses("Beginnen").sees("De aanvraag is begonnen.")
    number = by.page.url.rpartition("/")[2]
    by.follows("Naar de taak")
    return number


def posts(by: Visitor) -> Visitor:
    """Confirm that everything that waits was posted today."""
    return by.goes("/post").presses("Vastleggen dat deze brieven gepost zijn").sees("staan als gepost")


def reads(by: Visitor, terms: dict[str, str]) -> None:
    """Read the last day of each term on the page of a case."""
    for label, last_day in terms.items():
        expect(by.term(label)).to_contain_text(f"Uiterlijk {last_day}")
