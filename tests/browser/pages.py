"""The pages that are checked for accessibility and pictured; a new page needs one line here."""

_VIEW = "lang=en&programme=SUCCES&as_of=2011-12-31&partner=ORG_OCMW_KORTRIJK"

PAGES = {
    "board": f"/?{_VIEW}",
    "indicator": f"/indicator?{_VIEW}&indicator=SUC_HOUSE_VISITS",
    "target_groups": "/target-groups?lang=en&programme=DEMO_01",
}


def in_language(address: str, language: str) -> str:
    """The same view in another language: ``nl``, ``fr`` or ``en``."""
    return address.replace("lang=en", f"lang={language}")
