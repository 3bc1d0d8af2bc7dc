"""The pages that are checked for accessibility and pictured; a new page needs one line here (a test says so)."""

_VIEW = "lang=en&programme=SUCCES&as_of=2011-12-31&partner=ORG_OCMW_KORTRIJK"

PAGES = {
    "board": f"/?{_VIEW}",
    "indicator": f"/indicator?{_VIEW}&indicator=SUC_HOUSE_VISITS",
    "forecast": "/indicator?lang=en&programme=DEMO_01&as_of=2026-09-30&indicator=RES_VISITS",
    "neighbourhoods": "/neighbourhoods?lang=en&programme=DEMO_01&area=D_N05&benchmark=rest&monitor=MON_SEEKERS",
    "monitor_indicator": "/monitor-indicator?lang=en&programme=DEMO_01&indicator=MON_SEEKERS",
    "target_groups": "/target-groups?lang=en&programme=DEMO_01",
    "partnerships": "/partnerships?lang=en&programme=DEMO_01&as_of=2026-09-30&rule=broken&compare=RES_VISITS",
    "partnerships_published": "/partnerships?lang=en&programme=LP_FL",
    "partnership": "/partnership?lang=en&programme=DEMO_01&as_of=2026-09-30",
    "municipality": "/municipality?lang=en&programme=DEMO_01&as_of=2026-09-30&area=D_M001",
    "closure": "/closure?lang=en&programme=DEMO_01&as_of=2026-09-30",
    "closure_published": "/closure?lang=en&programme=SUCCES&as_of=2012-06-30",
    "finance": "/finance?lang=en&programme=DEMO_01",
    "steering_group": "/steering-group?lang=en&programme=DEMO_01",
    "steering_group_prepare": "/steering-group?lang=en&programme=DEMO_01&step=prepare",
    "steering_group_published": f"/steering-group?{_VIEW}",
    "reflection": "/reflection?lang=en&programme=DEMO_01&step=figures",
    "reflection_published": f"/reflection?{_VIEW}",
    "agreements": "/agreements?lang=en&programme=DEMO_01",
    "agreements_published": f"/agreements?{_VIEW}",
    "quality": f"/quality?{_VIEW}",
    "doubt": f"/quality?{_VIEW}&note=I02",
    "rule": f"/quality?{_VIEW}&check=R04",
    "definitions": f"/definitions?{_VIEW}",
    "definition": f"/definitions?{_VIEW}&item=indicators:P3_OUTPUT_1",
}


def in_language(address: str, language: str) -> str:
    """The same view in another language: ``nl``, ``fr`` or ``en``."""
    return address.replace("lang=en", f"lang={language}")
