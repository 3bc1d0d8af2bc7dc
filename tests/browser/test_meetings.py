"""Journeys: a whole meeting from agenda to minutes, a reflection moment with a reload in the middle, two at once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import server
from tests.browser.looking import choose, settle

STEERING = "/steering-group?lang=en&programme=DEMO_01"
REFLECTION = "/reflection?lang=en&programme=SUCCES&as_of=2011-12-31"


@pytest.fixture(scope="module")
def written(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: what is written here is on no other test's screen."""
    copy = tmp_path_factory.mktemp("meetings") / "peil.duckdb"
    copyfile(database, copy)
    with server.running(copy) as address:
        yield address


@pytest.fixture
def visit(written: str, new_context: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """Opens an address in a window of its own, as one more person would."""

    def visit(address: str) -> Page:
        page = new_context().new_page()
        page.goto(address if address.startswith("http") else written + address)
        settle(page)
        return page

    return visit


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def step(page: Page, name: str) -> None:
    page.get_by_role("radio", name=re.compile(rf"^{name}( · \d+ min)?$")).click()
    settle(page)


def write(page: Page, label: str, text: str) -> None:
    """Types into a field without leaving it, and waits until the page says that it is stored."""
    field = page.get_by_label(label, exact=True).first
    field.press("End")
    before = field.input_value()
    field.press_sequentially(text)
    expect(field).to_have_value(before + text)
    # What is stored can be undone.
    expect(page.get_by_role("button", name="Undo the last change").first).to_be_visible()
    page.wait_for_timeout(2000)
    settle(page)


def test_a_meeting_from_agenda_to_minutes(visit: Callable[[str], Page]) -> None:
    page = visit(STEERING)
    press(page, "New meeting")
    expect(page.get_by_text("What changed since the meeting of", exact=False)).to_be_visible()
    press(page, "Add all of them")
    step(page, "In the meeting")
    expect(page.get_by_text(re.compile(r"^1 of \d+ ·"))).to_be_visible()
    write(page, "Decision", "We call the city on Monday")
    press(page, "Next")
    expect(page.get_by_text(re.compile(r"^2 of \d+ ·"))).to_be_visible()
    press(page, "Note an agreement")
    write(page, "What is agreed", ": the city calls")
    step(page, "Minutes")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("We call the city on Monday")
    expect(main).to_contain_text("New agreement: the city calls")
    press(page, "The meeting was held")
    expect(page).to_have_url(re.compile("step=minutes"))
    again = visit(page.url)
    expect(again.get_by_test_id("stMain")).to_contain_text("We call the city on Monday")
    expect(again.get_by_role("button", name="The meeting was held")).to_have_count(0)


def test_a_reflection_moment_in_two_clicks_and_through_a_reload(visit: Callable[[str], Page]) -> None:
    page = visit(REFLECTION)
    press(page, "Countering social isolation")
    expect(page.get_by_text("Figures of this meeting: up to 31 December 2011", exact=False)).to_be_visible()
    step(page, "2 Guess")
    # The organisations stand by name; the last of the five is OCMW Kortrijk.
    guess = page.get_by_role("spinbutton", name="Guess").nth(4)
    guess.fill("600")
    guess.press("Enter")
    settle(page)
    expect(page.get_by_test_id("stMain")).not_to_contain_text("442 of")
    expect(page).to_have_url(re.compile("step=guess"))
    page.reload()
    settle(page)
    expect(page.get_by_role("spinbutton", name="Guess").nth(4)).to_have_value("600")
    press(page, "Show the figures")
    expect(page.get_by_test_id("stMain")).to_contain_text("1 organisation guessed 600.")
    expect(page.get_by_test_id("stMain")).to_contain_text("442 of")
    step(page, "3 Figures and questions")
    expect(page.get_by_text("Has what we did so far made people less isolated?")).to_be_visible()
    answer = page.get_by_label("Together", exact=True).first
    answer.press_sequentially("In two of five neighbourhoods")
    # The connection drops while somebody types: after a pause, what was typed is stored.
    page.wait_for_timeout(3000)
    settle(page)
    page.reload()
    settle(page)
    expect(page.get_by_label("Together", exact=True).first).to_have_value("In two of five neighbourhoods")
    step(page, "4 What we want to learn")
    press(page, "Another question")
    write(page, "Question", " Who is not reached?")
    step(page, "Minutes")
    main = page.get_by_test_id("stMain")
    for said in ("In two of five neighbourhoods", "Who is not reached?", "600"):
        expect(main).to_contain_text(said)


# One after the other, with so many milliseconds between: while the first is being stored.
PRESS_BOTH = """async ({ first, then, after }) => {
  first.click();
  await new Promise((done) => setTimeout(done, after));
  then.click();
}"""


@pytest.mark.parametrize("after", [80, 160])
def test_what_is_pressed_in_one_go_is_all_done(visit: Callable[[str], Page], after: int) -> None:
    page = visit(f"{STEERING}&step=prepare")

    def press_both(first: Locator, then: Locator) -> None:
        both = {"first": first.element_handle(), "then": then.element_handle(), "after": after}
        page.evaluate(PRESS_BOTH, both)
        settle(page)

    press_both(page.get_by_role("button", name="New meeting", exact=True), page.get_by_text("The SQL behind this page"))
    expect(page.get_by_text("Nothing is on the agenda yet.")).to_be_visible()
    assert re.search(r"meeting=ST_\d{8}_\d{6}", page.url)
    press_both(
        page.get_by_role("button", name="Another item", exact=True), page.get_by_role("radio", name="In the meeting")
    )
    expect(page).to_have_url(re.compile("step=hold"))
    expect(page.get_by_text(re.compile(r"^1 of 1 ·"))).to_be_visible()


def test_an_agreement_is_followed_to_its_effect(visit: Callable[[str], Page]) -> None:
    page = visit(STEERING)
    press(page, "New meeting")
    press(page, "Another item")
    step(page, "In the meeting")
    press(page, "Note an agreement")
    write(page, "What is agreed", ": ten companies more")
    choose(page, "Shows in", "Activities with employers")
    settle(page)
    effect = page.get_by_role("spinbutton", name="Expected effect").first
    effect.fill("10")
    effect.press("Enter")
    settle(page)
    page.get_by_role("link", name="Agreements").first.click()
    settle(page)
    main = page.get_by_test_id("stMain")
    main.locator("summary").filter(has_text="Did it help: as a table").click()
    rows = main.get_by_role("row").filter(has_text="New agreement: ten companies more")
    # Once among all agreements, and once where it is asked whether they helped.
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Activities with employers")
    expect(rows.last).to_contain_text("10")


def test_two_facilitators_at_once_lose_nothing(visit: Callable[[str], Page]) -> None:
    one = visit(STEERING)
    press(one, "New meeting")
    press(one, "Another item")
    step(one, "In the meeting")
    expect(one).to_have_url(re.compile("item=1"))
    two = visit(one.url)
    write(one, "Decision", "The first says yes")
    field = two.get_by_label("Decision", exact=True).first
    field.press_sequentially("The second says no")
    expect(two.get_by_text("Somebody else wrote here at the same time", exact=False)).to_be_visible()
    expect(field).to_have_value("The second says no")
    expect(two.get_by_test_id("stMain")).to_contain_text("The first says yes")
    # Another field of the same item: both are kept without a question.
    press(two, "Put both together")
    expect(two.get_by_text("Somebody else wrote here at the same time", exact=False)).to_have_count(0)
    expect(two.get_by_label("Decision", exact=True).first).to_have_value("The second says no\n\nThe first says yes")


def test_what_somebody_else_writes_is_announced_and_a_wall_follows(visit: Callable[[str], Page]) -> None:
    one = visit(STEERING)
    press(one, "New meeting")
    press(one, "Another item")
    step(one, "In the meeting")
    expect(one).to_have_url(re.compile("item=1"))
    two, wall = visit(one.url), visit(f"{one.url}&wall=on")
    write(one, "Decision", "The city calls")
    expect(wall.get_by_test_id("stMain")).to_contain_text("The city calls")
    announced = two.get_by_text("Something was written meanwhile.")
    expect(announced).to_be_visible()
    field = two.get_by_label("Decision", exact=True).first
    expect(field).to_have_value("")
    press(two, "Show it")
    expect(field).to_have_value("The city calls")
    expect(announced).to_have_count(0)


def test_the_wall_has_no_fields_and_nobody_sees_a_guess(visit: Callable[[str], Page]) -> None:
    page = visit("/reflection?lang=en&programme=DEMO_01&meeting=RF_2026_2&about=activity:DEMO_A2&step=guess&wall=on")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("noted")
    for role in ("textbox", "spinbutton", "combobox"):
        expect(main.get_by_role(role)).to_have_count(0)
    press(page, "Show the figures")
    expect(main).to_contain_text("organisations guessed from")
    page.get_by_role("link", name="Leave the wall view").click()
    settle(page)
    expect(page.get_by_role("combobox", name="Programme")).to_be_visible()
