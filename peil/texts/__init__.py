"""The words: every text a person sees, in Dutch, French and English, and numbers and dates as they write them.

English is the text in the code; ``nl.po`` and ``fr.po`` beside this file hold the translations (gettext). They are
read at start, so there is nothing to compile.
"""

import gettext
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

# Every language, in the order of the menu. The region decides separators and date order; Flanders for Dutch, Belgium
# for French.
_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
# Each by the name it gives itself.
LANGUAGES = {language: str(Locale(language).language_name).capitalize() for language in _LOCALES}
DEFAULT_LANGUAGE = "nl"
MISSING = "–"


def N_(text: str) -> str:  # noqa: N802 - the gettext name for "marked, translated later"
    """Marks ``text`` for the catalogue without translating it here."""
    return text


def reading_language(asked: str | None, preferred: str) -> str:
    """The language of a reader: the one asked for, else the first there is of those preferred, else Dutch.

    ``preferred`` is a language, or a list as browsers send it: ``fr-BE,fr;q=0.9,en;q=0.8``.
    """
    if asked in LANGUAGES:
        return str(asked)
    wanted = (part.split(";")[0].strip().split("-")[0].lower() for part in preferred.split(","))
    return next((language for language in wanted if language in LANGUAGES), DEFAULT_LANGUAGE)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The gettext catalogue of ``language``; English needs none."""
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, _entries(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def spaced(text: str, language: str) -> str:
    """``text`` with its spaces where no line may break: between a number and % (as the standards ISO 80000-1 and NBN
    Z 01-002 want, and as before other units), in French also before : ; ! ? and €, and within quotation marks. What
    stands in quotation marks is left as it was written.
    """
    if language != "fr" and "%" not in text:
        return text
    parts = _QUOTATION.split(text)
    text = "".join(part if n % 2 else _set(part, language) for n, part in enumerate(parts))
    return _WITHIN.sub("\N{NO-BREAK SPACE}", text) if language == "fr" else text


def _set(text: str, language: str) -> str:
    text = _BEFORE_PERCENT.sub("\N{NO-BREAK SPACE}", text)
    if language != "fr":
        return text
    return _BEFORE_COLON.sub("\N{NO-BREAK SPACE}", _BEFORE_OTHERS.sub("\N{NARROW NO-BREAK SPACE}", text))


# Where the catalogue has a plain space, as anybody can type it, and where texts are put together without one. An
# address has %20.
_BEFORE_PERCENT = re.compile(r"(?<=\d) ?(?=%(?![0-9A-Fa-f]{2}))")
_BEFORE_OTHERS = re.compile(r" (?=[;!?])|(?<=[^\s(;!?])(?=[;!?](?:[\s)]|$))")
_BEFORE_COLON = re.compile(r" (?=[:%€])|(?<=[^\s(])(?=:(?:\s|$))")
_WITHIN = re.compile(r" (?=»)|(?<=«) ")
_QUOTATION = re.compile(r"(«[^»]*»|“[^”]*”)")


@cache
def _entries(language: str) -> Catalog:
    with (Path(__file__).parent / f"{language}.po").open("rb") as source:
        entries = read_po(source, locale=language)
    for entry in entries:
        if entry.id:
            one = entry.string or ""
            entry.string = (
                spaced(one, language) if isinstance(one, str) else tuple(spaced(each, language) for each in one)
            )
    return entries


@dataclass(frozen=True)
class Words:
    """The words and formats of one language."""

    language: str

    @property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES[self.language])

    def text(self, message: str, **values: object) -> str:
        """``message`` in this language, with ``{names}`` filled in."""
        translated = catalogue(self.language).gettext(message) if message else ""
        return spaced(translated.format(**values) if values else translated, self.language)

    def knows(self, text: str) -> bool:
        """Whether ``text`` stands in the catalogues: a text of the code, or of the figures that come with Peil."""
        return any(language != "en" and text in _entries(language) for language in LANGUAGES)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """The right form for ``n`` things, with ``{n}`` and other names filled in."""
        translated = catalogue(self.language).ngettext(singular, plural, n)
        return spaced(translated.format(n=self.number(n), **values), self.language)

    def quotation(self, text: str, spoken: Sequence[str]) -> str:
        """``text`` in quotation marks, with the languages that it is in when they are known: “Waarom?” (Dutch)."""
        if not spoken:
            return self.text("“{text}”", text=text)
        named = self.listing([self.locale.languages.get(one, one) for one in spoken])
        return self.text("“{text}” ({language})", text=text, language=named)

    def number(self, value: float | int | None) -> str:
        """A number with at most one decimal, or a dash when there is none (missing is not zero)."""
        if value is None or value != value:
            return MISSING
        return _number(self.language, float(value))

    def money(self, value: float | None, *, difference: bool = False) -> str:
        """An amount in euro: cents only when there are any. A ``difference`` has its sign and its cents, also at 0."""
        if value is None or value != value:
            return MISSING
        # Half a cent cannot be: what looks like one comes from a computation.
        return _money(self.language, round(float(value), 2), difference)

    @property
    def separators(self) -> str:
        """The decimal mark and the mark between thousands, as plotly wants them."""
        symbols = self.locale.number_symbols["latn"]
        return f"{symbols['decimal']}{symbols['group']}"

    def percent(self, share: float | None, *, decimal: bool = False) -> str:
        """A share as a percentage with at most one decimal below 10 %, else none; a dash when there is none.

        ``decimal`` keeps the decimal of larger shares too: beside a limit, 29.6 % is not 30 %.
        """
        if share is None or share != share:
            return MISSING
        digits = "#,##0" if abs(share) >= 0.1 and not decimal else "#,##0.#"
        pattern = f"{digits}\N{NO-BREAK SPACE}%"
        text = format_percent(share, format=pattern, locale=self.locale)
        return text if _is_not_nought(text) else format_percent(0, format=pattern, locale=self.locale)

    def day(self, value: date | datetime | None) -> str:
        """A date in full: 31 december 2011. A dash when there is none."""
        if value is None or value != value:
            return MISSING
        return format_date(value, format="d MMMM y", locale=self.locale)

    def short_day(self, value: date | datetime | None) -> str:
        """A date for narrow places: 31 dec 2011."""
        if value is None or value != value:
            return MISSING
        return _short_day(self.language, date(value.year, value.month, value.day))

    def listing(self, items: list[str]) -> str:
        """Items as running text: a, b and c."""
        return format_list(items, locale=self.locale) if items else ""


# A page writes hundreds of figures, each time again, and babel takes 0.1 ms for one.
@lru_cache(maxsize=10_000)
def _number(language: str, value: float) -> str:
    text = format_decimal(value, format="#,##0.#", locale=Words(language).locale)
    return text if _is_not_nought(text) else "0"


def _is_not_nought(text: str) -> bool:
    """What is written as nought has no sign: nobody reads -0."""
    return any(digit in text for digit in "123456789")


@lru_cache(maxsize=10_000)
def _short_day(language: str, day: date) -> str:
    return format_date(day, format="d MMM y", locale=Words(language).locale)


@lru_cache(maxsize=10_000)
def _money(language: str, amount: float, difference: bool) -> str:
    locale = Words(language).locale
    pattern = locale.currency_formats["standard"].pattern
    if not difference and amount == int(amount):
        pattern = pattern.replace(".00", "")
    size = format_currency(abs(amount), "EUR", format=pattern, locale=locale, currency_digits=False)
    # A minus sign, because a line may break after a hyphen.
    sign = "\N{MINUS SIGN}" if amount < 0 else "+" if difference and amount > 0 else ""
    return f"{sign}{size}"
