"""No page breaks a rule of WCAG 2.0 to 2.2, level A or AA, that a machine can check, with all open that opens.

And its headings leave out no level, the focus is seen wherever it goes, and at 200 % zoom everything can be read.
"""

import itertools
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import OpenPage
from tests.browser.looking import open_expanders, popovers, settle
from tests.browser.pages import PAGES
from tests.browser.server import ROOT

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
RULES: dict[Theme, dict[str, object]] = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # The same page in other colours: what these rules look at.
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def broken_rules(page: Page, theme: Theme, part: str | None = None) -> list[str]:
    """What axe finds on the page, or in the part of it with this selector: the rule, and where it is broken."""
    # What keeps the rules is many times more, and need not be described.
    options = {"runOnly": RULES[theme], "resultTypes": ["violations"]}
    # To send its half a million characters takes longer than to look at a popover.
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("async ([part, rules]) => (await axe.run(part, rules)).violations", [part or "html", options])
    return [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]


# Taller than any page: what is scrolled away is not looked at.
LAPTOP: ViewportSize = {"width": 1440, "height": 9000}
PHONE: ViewportSize = {"width": 390, "height": 15000}
# The screen of the laptop at 200 %.
ZOOMED: ViewportSize = {"width": 720, "height": 450}

# The levels of the headings in their order, from the title of the page on.
HEADINGS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')]
  .filter(heading => heading.checkVisibility())
  .map(heading => [Number(heading.tagName[1]), heading.innerText])"""

_HAS_THEME = """theme => {
  const ground = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor;
  const [red, green, blue] = ground.match(/\\d+/g).map(Number);
  return (red + green + blue > 382) === (theme === 'light');
}"""

# What can be reached by keyboard and looks the same with the focus as without, one of each kind. Nothing may be drawn
# in between, and what React draws takes two frames. The page itself scrolls, which shows that it has the focus.
WITHOUT_FOCUS = """async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const around = (one) => [one, one.parentElement, one.parentElement.parentElement,
    one.parentElement.parentElement.parentElement];
  const looks = (one) => [...around(one), ...one.querySelectorAll('*')].map((each) => {
    const style = getComputedStyle(each);
    return [style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderColor,
      style.backgroundColor, style.color, style.textDecorationLine].join();
  }).join('|');
  const reached = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && one.id !== 'stMain');
  const kind = (one) => [one.tagName, one.type, one.dataset.testid, one.dataset.variant, one.className].join();
  const found = [];
  for (const one of new Map(reached.map((each) => [kind(each), each])).values()) {
    document.activeElement.blur();
    await drawn();
    const before = looks(one);
    one.focus({ preventScroll: true });
    await drawn();
    if (document.activeElement === one && looks(one) === before) found.push(one.outerHTML.slice(0, 160));
  }
  document.activeElement.blur();
  return found;
}"""

# What is wider than its window, and text that ends where its box does.
CUT_OFF = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wide = [document.documentElement, main]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => `${box.tagName} is ${box.scrollWidth} wide in ${box.clientWidth}`);
  const hides = (box) => ['hidden', 'clip'].includes(getComputedStyle(box).overflowX);
  const has_text = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const cut = [...main.querySelectorAll('*')]
    .filter((one) => has_text(one) && one.checkVisibility() && one.clientWidth > 1)
    .filter((one) => {
      const right = one.getBoundingClientRect().right;
      if (hides(one) && one.scrollWidth > one.clientWidth + 1) return true;
      for (let box = one.parentElement; box && box !== main; box = box.parentElement) {
        if (hides(box) && right > box.getBoundingClientRect().right + 1 && box.clientWidth > 1) return true;
      }
      return false;
    })
    .map((one) => `cut off: ${one.outerHTML.slice(0, 160)}`);
  return [...wide, ...cut];
}"""


def heading_gaps(page: Page) -> list[str]:
    """The headings that are more than one level below the one before them; the first must be the title."""
    found = page.evaluate(HEADINGS)
    levels = [0, *(level for level, _ in found)]
    steps = zip(levels, found, strict=False)
    return [f"h{level} after h{before}: {text}" for before, (level, text) in steps if level > before + 1]


def without_focus(page: Page) -> list[str]:
    """What a keyboard reaches on the page without anybody seeing it."""
    page.keyboard.press("Tab")
    return list(page.evaluate(WITHOUT_FOCUS))


def cut_off(page: Page) -> list[str]:
    """What cannot be read whole on the page, or only by scrolling sideways."""
    return list(page.evaluate(CUT_OFF))


def test_every_page_has_an_address_here():
    looked_at = {urlsplit(address).path.removeprefix("/") or "results" for address in PAGES.values()}
    assert looked_at == {path.stem.replace("_", "-") for path in (ROOT / "pages").glob("*/*.py")}


def stand_still(page: Page) -> None:
    """Has no colour change slowly."""
    page.evaluate("document.styleSheets[0].insertRule('* { transition: none !important }')")


def show(page: Page, theme: Theme, size: ViewportSize) -> None:
    """Shows the page, with what is open in it, on another ground and in another window."""
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    settle(page)
    # Some unfolds in a narrow window only.
    open_expanders(page)
    # What the pointer is on has other colours.
    page.mouse.move(0, 0)
    page.wait_for_function(_HAS_THEME, arg=theme)


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_the_page(open_page: OpenPage, name: str):
    page = open_page(PAGES[name], viewport=LAPTOP)
    # To open everything takes longer than to look at it, so it is opened once.
    open_expanders(page)
    stand_still(page)
    for size, theme in itertools.product((LAPTOP, PHONE), THEMES):
        show(page, theme, size)
        assert broken_rules(page, theme) == [], (size, theme)
        assert heading_gaps(page) == [], (size, theme)
        # What pops up is the same in every window, so each theme has one.
        if (size, theme) in ((LAPTOP, "dark"), (PHONE, "light")):
            for body in popovers(page):
                assert body.is_visible()
                assert broken_rules(page, theme, "[data-testid=stPopoverBody]") == [], (size, theme)
    for size in (ZOOMED, PHONE):
        show(page, "light", size)
        assert cut_off(page) == [], size
    # Last, because it leaves its traces.
    for theme in THEMES:
        show(page, theme, LAPTOP)
        assert without_focus(page) == [], theme


def test_what_is_hidden_from_somebody_is_found(open_page: OpenPage):
    page = open_page(PAGES["definitions"])
    stand_still(page)
    page.evaluate("""() => {
      const main = document.querySelector('[data-testid=stMain]');
      const made = document.createElement('div');
      made.innerHTML = '<h4>Too deep</h4><button style="outline: none">No focus</button>'
        + '<p style="width: 5rem; overflow: hidden; white-space: nowrap">This ends where nobody reads on</p>';
      main.querySelector('.stMainBlockContainer').append(made);
    }""")
    assert len(heading_gaps(page)) == len(without_focus(page)) == len(cut_off(page)) == 1
    page.evaluate("""() => {
      document.querySelector('[data-testid=stMainBlockContainer]').style.minWidth = '3000px';
    }""")
    assert any("wide in" in found for found in cut_off(page))
