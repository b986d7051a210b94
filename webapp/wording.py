"""Words and dates on the screen: the language of the visitor, and the filters of the templates."""

import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, session
from flask_babel import Babel, get_locale, gettext
from flask_login import current_user
from markupsafe import Markup, escape

from webapp.asking import calendar, system
from workflows.domain import wording
from workflows.domain.clock import AMSTERDAM, local_date
from workflows.domain.errors import InvalidAnswers
from workflows.domain.periods import Period
from workflows.domain.wording import Said, Text

_DATE = re.compile(r"(?:\b(?:ma|di|wo|do|vr|za|zo) )?\b\d{2}-\d{2}(?:-\d{4})?\b(?: \d{2}:\d{2}\b)?")
LANGUAGES = {"nl": "Nederlands", "en": "English"}


def speak(app: Flask) -> None:
    """Let *app* speak Dutch, the language it is written in, and English."""
    babel = Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=_chosen)
    with app.app_context():
        # Read from the source at start, so that there is no compiled catalogue to forget.
        babel.domain_instance.cache["en", "messages"] = _catalogue(Path(app.root_path) / "translations" / "en")
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        long_day=long_day,
        letter_day=letter_day,
        moment=moment,
        local_day=local_date,
        plain_day=plain_day,
        due_in_words=due_in_words,
        kept_in_words=kept_in_words,
        words=words,
        whole=whole,
        period=period,
        size=size,
        norm_in_words=norm_in_words,
        euros=euros,
        month_words=month_words,
        month_value=month_value,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, dutch=dutch)


def units() -> dict[str, str]:
    """Return the words for more than one of each unit of time, in the language of the visitor."""
    return {unit: more for unit, (_one, more) in wording.UNIT_WORDS[language()].items()}


def language() -> str:
    """Return "nl" or "en"."""
    return str(get_locale() or "nl")


def dutch() -> Markup:
    """Return the attribute that marks a part of an English page as Dutch: the contents of routes are not translated."""
    return Markup("") if language() == "nl" else Markup(' lang="nl"')


def whole(text: str) -> Markup:
    """Return *text* with every date in it, and the time behind it, kept on one line: they break at no hyphen."""
    return Markup(_DATE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped just here


def day(value: date) -> Markup:
    """``di 22-12-2026``"""
    return whole(wording.date_in_words(value, language()))


def short_day(value: date) -> Markup:
    """``di 22-12``: in lists where the year is plain."""
    return whole(wording.date_in_words(value, language(), year=value.year != system().today.year))


def plain_day(value: date) -> str:
    """``14-03-2017``: days of birth, and days to type over."""
    return f"{value:%d-%m-%Y}"


def long_day(value: date) -> str:
    """``dinsdag 22 december 2026``"""
    return wording.long_date_in_words(value, language())


def letter_day(value: date) -> str:
    """``22 december 2026``: letters are in Dutch."""
    return wording.long_date_in_words(value).partition(" ")[2]


def month_words(value: date) -> str:
    """``oktober 2026``"""
    return wording.month_in_words(value, language())


def month_value(value: date) -> str:
    """``2026-10``: a month in an address."""
    return f"{value:%Y-%m}"


def moment(value: datetime) -> Markup:
    """``di 22-12-2026 14:05``, as the clock in Amsterdam shows it."""
    local = value.astimezone(AMSTERDAM)
    return whole(f"{wording.date_in_words(local.date(), language())} {local:%H:%M}")


def clock_time(value: datetime) -> str:
    """``14:05``, as the clock in Amsterdam shows it."""
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


def due_in_words(value: date) -> str:
    """``nog 2 werkdagen``"""
    return wording.due_in_words(value, system().today, calendar(), language())


def kept_in_words(due: date, done: date) -> str:
    """``op tijd``"""
    return wording.kept_in_words(due, done, calendar(), language())


def period(value: Period) -> str:
    """``6 weken``; how long, whichever way it is counted"""
    return wording.period_in_words(Period(abs(value.n), value.unit), language())


def words(value: Text | str) -> str:
    """Return a text of a rule, or what a service said, in the visitor's language; what stays Dutch is marked so."""
    if isinstance(value, Text):
        return value.in_(language())
    if not isinstance(value, Said) or language() == "nl":
        return value
    translation = gettext(value.template) if value.template else value.template
    if translation is value.template:  # itself: there is no translation
        return Markup('<span lang="nl">{}</span>').format(value)
    values = {
        name: words(each) if isinstance(each, Said) else wording.value_in_words(each, "en")
        for name, each in value.values.items()
    }
    return escape(translation).format(**values) if values else translation


def norm_in_words(norm: str) -> str:
    """``wettelijke termijn``, or ``eigen norm``"""
    return str(gettext("eigen norm") if norm == "local" else gettext("wettelijke termijn"))


def euros(value: int) -> str:
    """``€ 1.442``"""
    return f"€ {value:,}" if language() == "en" else f"€ {value:,}".replace(",", ".")


def mistakes_in_words(refused: InvalidAnswers) -> str:
    """Return everything that is wrong with some answers, in one text."""
    return Markup(" ").join(words(error.message) for error in refused.errors)


def size(octets: int) -> str:
    """``340 kB``"""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    megabytes = f"{octets / 1_000_000:.1f} MB"
    return megabytes.replace(".", ",") if language() == "nl" else megabytes


def _chosen() -> str:
    chosen = session.get("language") or (current_user.view.locale if current_user.is_authenticated else "nl")
    return chosen if chosen in LANGUAGES else "nl"


def _catalogue(folder: Path) -> Translations:
    compiled = BytesIO()
    with (folder / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, "en"))
    compiled.seek(0)
    return Translations(compiled)
