"""Progress, partnerships: the region. Who takes part, which rules are broken, and how do partnerships compare?"""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from peil import contract
from peil.answers import figures, states
from peil.answers.marks import Bar, Bars, Group, Outline, Outlines
from peil.charts import drawing
from peil.escaping import marked, strong
from peil.texts import MISSING
from peil.ui import address, blocks, downloads, filters, partnerships
from peil.ui.data import as_date, ask

# An amount may be this much short, in euro, before a rule counts as broken; the checks take the same.
TOLERANCE = 1.0

view = filters.current()
words = view.words
_, _n = words.text, words.plural
colours = blocks.palette(view)
stages = contract.code_labels("stage", view.language)
RULES = {
    "size": _("Number of partners"),
    "employment_service": _("Employment service"),
    "local_authority": _("Local authority"),
    "cofinancing": _("Co-financing"),
}

region = ask(
    "pages/partnerships/region", partnership=view.partnership, known_at=view.known_at, language=view.language
).iloc[0]
place: dict[str, Any] = {"region": region["region_id"], "known_at": view.known_at, "language": view.language}

blocks.title(_("Partnerships"))
blocks.demonstration_notice(view)
blocks.note(
    blocks.standing(
        replace(view, name=str(region["name"]), programme=str(region["programme"] or ""))
        if region["is_region"]
        else view,
        pd.DataFrame(),
    )
)


def years(row: Any) -> str:
    """The period of a programme in years; the sources seldom say more."""
    start, end = as_date(row["start_date"]), as_date(row["end_date"])
    if start is None:
        selected = as_date(row["selected_on"])
        return _("selected in {year}", year=selected.year) if selected else MISSING
    return f"{start.year}–{end.year}" if end else _("from {year}", year=start.year)


def partners_of(row: Any) -> str:
    if pd.notna(row["fewest_partners"]):
        fewest, most = words.number(row["fewest_partners"]), words.number(row["most_partners"])
        return _("{fewest} to {most} in each", fewest=fewest, most=most)
    return words.number(row["partners"])


def show_programmes() -> None:
    """Programmes of different times and funds beside each other; nothing is added up."""
    answer = ask("pages/partnerships/programmes", known_at=view.known_at, language=view.language)
    # What was made up stands beside real programmes only where everything on the page is marked.
    is_shown = answer["data_status"].ne("demonstration") | view.is_demonstration
    programmes: list[Any] = answer[is_shown].to_dict("records")
    statuses = contract.code_labels("data_status", view.language)
    blocks.heading(_("Across programmes"))
    blocks.say(
        _(
            "The programmes beside each other, oldest first. Nothing is added up: periods, funds and ways of counting "
            "differ, and a budget that is only known as a band stays a band."
        )
    )
    blocks.table(
        pd.DataFrame(
            {
                _("Name"): [row["name"] for row in programmes],
                _("Programme"): [partnerships.text(row["programme"]) for row in programmes],
                _("Period"): [years(row) for row in programmes],
                _("Budget"): [partnerships.money_or_band(words, row) for row in programmes],
                _("Partnerships"): [words.number(row["partnerships"]) for row in programmes],
                _("Partners"): [partners_of(row) for row in programmes],
                _("For whom"): [partnerships.few(words, row["target_groups"]) for row in programmes],
                _("Figures"): [statuses[row["data_status"]] for row in programmes],
            }
        ),
        alt=_("Across programmes"),
        links=[address.link_to("partnership", programme=row["partnership_id"]) for row in programmes],
    )


if not region["is_region"]:
    blocks.info(
        _(
            "{name} is one partnership, not a region with several: there is no coverage to show and there are no rules "
            "to compare. Its own page tells who is in it and what it planned.",
            name=view.name,
        ),
        icon=":material/handshake:",
    )
    blocks.link("partnership", _("The page of {name}", name=view.name))
    show_programmes()
    blocks.link_button(view)
    st.stop()

coverage = ask("pages/partnerships/coverage", as_of=view.as_of, **place).to_dict("records")
rules = ask("pages/partnerships/rules", as_of=view.as_of, tolerance=TOLERANCE, **place)
municipalities = ask("pages/partnerships/municipalities", as_of=view.as_of, **place)
comparable = ask("pages/partnerships/comparable", **place)
fit = comparable[comparable["reason"].isna()]
kept = rules[[f"{rule}_kept" for rule in RULES]].astype("boolean")
broken = ~kept.fillna(True)
is_broken = broken.any(axis=1)
is_listed = len(rules) > 0

with filters.own():
    rule = "all"
    if is_listed:
        rule = address.choose(
            "rule",
            _("Rules"),
            {
                "all": _("All partnerships"),
                "broken": _("Breaking a rule"),
                **{code: _("Breaking: {rule}", rule=name.lower()) for code, name in RULES.items()},
            },
            "broken",
            width=240,
        )
    compare = None
    if len(fit):
        compare = address.choose(
            "compare",
            _("Compare on"),
            dict(zip(fit["comparison_id"], fit["name"], strict=True)),
            str(fit["comparison_id"].iloc[0]),
            width=240,
        )

# --- The sentence that answers the page's question --------------------------------------------------------------------


def counted(stage: str) -> tuple[float, float] | None:
    """How many, of how many: as the programme states, else as the list of partnerships says."""
    for row in coverage:
        if row["stage"] == stage:
            stated = pd.notna(row["stated"])
            number, whole = ("stated", "stated_out_of") if stated else ("listed", "listed_out_of")
            return float(row[number]), float(row[whole]) if pd.notna(row[whole]) else float(row[number])
    return None


def stated_on(stage: str) -> Any:
    """The day the programme stated its number on; None when it is undated, or counted from the list."""
    return next((as_date(row["stated_on"]) for row in coverage if row["stage"] == stage), None)


def limit_of(row: Any, code: str) -> str:
    """The limit that a partnership breaks."""
    if code == "cofinancing":
        return _("at least {n}", n=partnerships.per_cent(words, row["minimum"]))
    if row["partners"] > row["most"]:
        return _("at most {n}", n=words.number(row["most"]))
    return _("at least {n}", n=words.number(row["fewest"]))


def said(row: Any, code: str) -> str:
    """The rule that a partnership breaks, in a sentence: the figure and the limit."""
    if code == "employment_service":
        return _("employment service not in")
    if code == "local_authority":
        return _("no local authority in")
    figure = (
        _n("{n} partner", "{n} partners", int(row["partners"]))
        if code == "size"
        else _("{share} co-financing", share=partnerships.per_cent(words, row["share"]))
    )
    return f"{figure}, {limit_of(row, code)}"


sentences: list[str] = []
if shares := counted("municipalities"):
    part, whole = shares
    shown = {
        "n": words.number(part),
        "total": words.number(whole),
        "share": words.percent(part / whole),
        "rest": words.number(whole - part),
    }
    headline = (
        _("{n} of {total} municipalities took part on {day} ({share}); {rest} did not.", day=words.day(day), **shown)
        if (day := stated_on("municipalities"))
        else _("{n} of {total} municipalities take part ({share}); {rest} do not.", **shown)
    )
    sentences.append(strong(headline))
everyone, applied, approved, started = (counted(stage) for stage in ("partnerships", "applied", "approved", "started"))
if everyone and applied and approved and started:
    sentences.append(
        _(
            "Of {total} partnerships {applied} applied, {approved} were approved and {started} have started; "
            "{rest} did not apply.",
            total=words.number(everyone[0]),
            applied=words.number(applied[0]),
            approved=words.number(approved[0]),
            started=words.number(started[0]),
            rest=words.number(everyone[0] - applied[0]),
        )
    )
if is_listed:
    sentences.append(
        strong(
            _n(
                "{n} of {total} partnerships breaks a rule.",
                "{n} of {total} partnerships break a rule.",
                int(is_broken.sum()),
                total=words.number(len(rules)),
            )
        )
    )
blocks.say(*sentences)

# --- Two pictures of coverage, never one funnel: municipalities are not partnerships --------------------------------
STAGES = {
    "partnerships": _("Partnerships"),
    "applied": _("Applied"),
    "approved": _("Approved"),
    "started": _("Started"),
}


def drawn(stage: str, name: str) -> Bar | None:
    found = counted(stage)
    if found is None:
        return None
    number, whole = found
    text = words.number(number)
    if stage == "municipalities":
        text = _("{n} of {total}", n=text, total=words.number(whole)) + f" · {words.percent(number / whole)}"
    # All stages on the scale of all partnerships, so that they can be compared by eye.
    scale = everyone[0] if everyone and stage != "municipalities" else whole
    return Bar(name, text, number, full=scale, tone="ahead")


def pictured(bars: list[Bar], key: str, title: str) -> None:
    """Counts, all on one scale from nought: how many, within how many there are."""
    mark = Bars(bars, max([1.0, *(bar.full or bar.length or 0.0 for bar in bars)]))
    blocks.chart(drawing.draw(mark, colours, words), key=key, alt=f"{title}. {mark.described}")


def listed_beside_stated(stages_shown: list[str]) -> list[str]:
    """In words: where the list of partnerships says something else than the programme states, and when that was."""
    found = []
    for row in coverage:
        if row["stage"] not in stages_shown or pd.isna(row["stated"]) or pd.isna(row["listed"]):
            continue
        same = row["stated"] == row["listed"] and (
            pd.isna(row["stated_out_of"]) or row["stated_out_of"] == row["listed_out_of"]
        )
        if same:
            continue
        whole = row["listed_out_of"] if pd.notna(row["listed_out_of"]) else row["listed"]
        found.append(
            _(
                "{name}: {stated} as stated{when}; by the list of partnerships {listed} of {total} on {day}.",
                name=row["name"],
                stated=words.number(row["stated"])
                + (
                    " " + _("of {total}", total=words.number(row["stated_out_of"]))
                    if pd.notna(row["stated_out_of"])
                    else ""
                ),
                when=" (" + words.short_day(as_date(row["stated_on"])) + ")" if pd.notna(row["stated_on"]) else "",
                listed=words.number(row["listed"]),
                total=words.number(whole),
                day=words.short_day(view.as_of),
            )
        )
    return found


left, right = st.columns(2, gap="large")
with left:
    blocks.heading(_("Municipalities"))
    if (bar := drawn("municipalities", _("Take part"))) and shares:
        absent = Bar(_("Do not take part"), words.number(whole - part), whole - part, full=bar.full, tone="ahead")
        pictured([bar, absent], "coverage", _("Municipalities"))
    for line in listed_beside_stated(["municipalities"]):
        blocks.note(line)
    if municipalities.empty:
        blocks.note(
            _("The municipalities are counted, not listed: which ones do not take part has not been published.")
        )
with right:
    blocks.heading(_("From partnership to start"))
    if bars := [bar for stage, name in STAGES.items() if (bar := drawn(stage, name))]:
        pictured(bars, "stages", _("Partnerships"))
    for line in listed_beside_stated(list(STAGES)):
        blocks.note(line)
    if not is_listed:
        blocks.note(
            _("The partnerships are counted, not listed: which {n} did not apply has not been published.",
              n=words.number(everyone[0] - applied[0]))
            if everyone and applied
            else _("The partnerships are counted, not listed.")
        )  # fmt: skip
if named := sorted({row["source"] for row in coverage if isinstance(row["source"], str)}):
    blocks.note(_("Sources: {sources}.", sources="; ".join(named)))

# --- Rules ------------------------------------------------------------------------------------------------------------


def cells(row: Any) -> dict[str, str]:
    """Per rule: kept, broken or not known, with the figure and, when it is broken, the limit."""
    shown = {
        "size": words.number(row["partners"]),
        "employment_service": _("is in"),
        "local_authority": words.number(row["local_authorities"]),
        "cofinancing": partnerships.per_cent(words, row["share"]),
    }
    texts = {}
    for code in RULES:
        if pd.isna(row[f"{code}_kept"]):
            texts[code] = "? " + _("not known")
        elif row[f"{code}_kept"]:
            texts[code] = f"✓ {shown[code]}"
        else:
            texts[code] = "✕ " + (
                f"{shown[code]}, {limit_of(row, code)}" if code in ("size", "cofinancing") else _("not in")
            )
    if pd.notna(row["short_by"]) and row["short_by"] > TOLERANCE:
        texts["cofinancing"] += " " + _("({amount} short)", amount=words.money(row["short_by"]))
    elif row["is_exception"] and pd.notna(row["cofinancing_kept"]):
        texts["cofinancing"] += " " + _(
            "(here at least {minimum})", minimum=partnerships.per_cent(words, row["minimum"])
        )
    return texts


blocks.heading(_("Rules kept and broken"))
if is_listed:
    shown_rules = rules.assign(broken=broken.sum(axis=1))
    if rule == "broken":
        shown_rules = shown_rules[is_broken].sort_values("broken", ascending=False, kind="stable")
    elif rule != "all":
        shown_rules = shown_rules[broken[f"{rule}_kept"]]
    rows = shown_rules.to_dict("records")
    limits = rules.dropna(subset=["fewest"])
    minimums = sorted(rules["minimum"].dropna().unique(), reverse=True)
    explained = []
    if len(limits):
        explained.append(
            _(
                "Every partnership has {fewest} to {most} partners, with the employment service and a local authority "
                "among them.",
                fewest=words.number(limits["fewest"].iloc[0]),
                most=words.number(limits["most"].iloc[0]),
            )
        )
    if len(minimums):
        explained.append(
            _(
                "Local authorities and the employment service together pay at least {minimum} of its cost.",
                minimum=partnerships.per_cent(words, minimums[0]),
            )
        )
    if len(minimums) > 1:
        explained.append(
            _("In the exception province at least {minimum}.", minimum=partnerships.per_cent(words, minimums[-1]))
        )
    # The table below names them already when it shows only those.
    if rule == "all" and is_broken.any():
        names = [
            f"{row['name']} ("
            + "; ".join(said(row, code) for code, is_one in zip(RULES, marks, strict=True) if is_one)
            + ")"
            for row, marks in zip(rules.to_dict("records"), broken.itertuples(index=False), strict=True)
            if any(marks)
        ]
        explained.append(_("Broken by {names}.", names=words.listing(names)))
    unknown = int(kept.isna().any(axis=1).sum())
    if unknown:
        explained.append(
            _n(
                "For {n} partnership not every rule can be judged: it is not formed yet, or an amount is not stated.",
                "For {n} partnerships not every rule can be judged: they are not formed yet, or an amount is not "
                "stated.",
                unknown,
            )
        )
    blocks.say(*explained)
    if rows:
        judged = [cells(row) for row in rows]
        blocks.table(
            pd.DataFrame(
                {
                    _("Partnership"): [row["name"] for row in rows],
                    _("Lies in"): [partnerships.text(row["outer_name"]) for row in rows],
                    _("Stage"): [stages[row["stage"]] for row in rows],
                    **{name: [texts[code] for texts in judged] for code, name in RULES.items()},
                }
            ),
            alt=_("Rules kept and broken"),
            links=[address.link_to("partnership", programme=row["partnership_id"]) for row in rows],
        )
        blocks.note(_("✓ kept · ✕ broken · ? not known. Choose a name to see the partnership."))
    else:
        blocks.info(_("No partnership breaks this rule."), icon=":material/check:")
else:
    blocks.say(
        _(
            "The rules (2 to 12 partners, the employment service and a local authority in, a minimum of co-financing) "
            "can only be checked per partnership, and the list of partnerships has not been published."
        )
    )
    behind = ask("pages/partnerships/sources", **place)
    stated: list[Any] = behind[behind["table_name"] == "coverage_statistics"].to_dict("records")
    units = contract.code_labels("unit", view.language)
    blocks.table(
        pd.DataFrame(
            {
                _("As stated by the programme"): [row["name"] for row in stated],
                _("Figure"): [
                    partnerships.per_cent(words, row["amount"])
                    if row["unit"] == "percent"
                    else words.number(row["amount"])
                    + (" " + _("of {total}", total=words.number(row["out_of"])) if pd.notna(row["out_of"]) else "")
                    for row in stated
                ],
                _("Unit"): [units[row["unit"]] for row in stated],
                _("Source"): [partnerships.text(row["source"]) for row in stated],
                _("Section"): [partnerships.text(row["source_section"]) for row in stated],
            }
        ),
        alt=_("As stated by the programme"),
    )

# --- The map and who is missing ---------------------------------------------------------------------------------------
STARTED = ("under_implementation", "closed")
if len(municipalities):
    blocks.heading(_("Municipality by municipality"))
    started_here = municipalities["stage"].isin(STARTED)
    served = municipalities["partnership_id"].notna()
    group = pd.Series("none", index=municipalities.index).mask(served, "waiting").mask(started_here, "started")
    without = municipalities[~served]
    blocks.say(
        _n(
            "On {day} {n} of {total} municipalities was in no partnership.",
            "On {day} {n} of {total} municipalities were in no partnership.",
            len(without),
            total=words.number(len(municipalities)),
            day=words.day(view.as_of),
        )
    )
    names_of_groups = {
        "started": _("in a partnership that has started"),
        "waiting": _("in a partnership that has not started"),
        "none": _("in no partnership"),
    }
    signs = {"started": "", "waiting": "○", "none": "✕"}
    tones = {"started": "ahead", "waiting": "behind", "none": ""}
    sizes = group.value_counts()
    groups = [
        Group(key, f"{name} ({words.number(int(sizes.get(key, 0)))})", tones[key], signs[key])
        for key, name in names_of_groups.items()
    ]
    on_map, beside = st.columns(2, gap="large")
    drawable = municipalities["geometry"].notna()
    with on_map:
        if drawable.any():
            hover = municipalities["name"] + ": " + municipalities["partnership"].fillna(names_of_groups["none"])
            columns = (hover, group, municipalities["geometry"], municipalities["area_id"])
            outlines = [Outline(*area) for area in zip(*(column[drawable] for column in columns), strict=True)]
            municipal = Outlines(outlines, groups)
            event = st.plotly_chart(
                drawing.draw(municipal, colours, words),
                key="map",
                width=blocks.CHART_WIDTH,
                config={"displayModeBar": False},
                on_select="rerun",
                selection_mode="points",
                alt=municipal.described,
            )
            if event.selection.points:
                area = str(event.selection.points[0]["customdata"])
                st.switch_page("progress/municipality.py", query_params={**st.query_params.to_dict(), "area": area})
            blocks.note(_("Choose a municipality to see which partnership serves it and what it does there."))
        else:
            blocks.note(
                marked(
                    _("There is no map: no boundaries have been imported (`python -m peil import boundaries.geojson`).")
                )
            )
    with beside:
        blocks.say(strong(_("In no partnership")))
        blocks.table(
            pd.DataFrame(
                {
                    _("Municipality"): without["name"],
                    _("Lies in"): without["outer_name"].fillna(MISSING),
                    _("Inhabitants"): [words.number(people) for people in without["population"].astype(float)],
                }
            ),
            alt=_("In no partnership"),
            links=[address.link_to("municipality", area=area) for area in without["area_id"]],
        )
    everything = st.expander(_("All municipalities"), icon=":material/list:", on_change="rerun", key="municipalities")
    if everything.open:
        with everything:
            blocks.table(
                pd.DataFrame(
                    {
                        _("Municipality"): municipalities["name"],
                        _("Lies in"): municipalities["outer_name"].fillna(MISSING),
                        _("Partnership"): municipalities["partnership"].fillna(MISSING),
                        _("Stage"): [stages.get(stage, MISSING) for stage in municipalities["stage"]],
                    }
                ),
                alt=_("All municipalities"),
                links=[address.link_to("municipality", area=area) for area in municipalities["area_id"]],
            )
            downloads.buttons(
                lambda: downloads.stamped(municipalities.drop(columns="geometry"), view), view, "municipalities"
            )

# --- Compare ----------------------------------------------------------------------------------------------------------
NOT_COMPARABLE = {
    "units_differ": _("partnerships count in different units"),
    "measures_differ": _("partnerships measure in different ways"),
    "told": _("it is told, not counted"),
    "only_one": _("only one partnership reports it"),
}
if is_listed:
    blocks.heading(_("Compare partnerships"))
if is_listed and compare is None:
    blocks.say(
        _("No two partnerships have reported on the same indicator yet, so there is nothing that can be compared.")
    )
if compare is not None:
    chosen = fit.set_index("comparison_id").loc[compare]
    compared = ask("pages/partnerships/compare", as_of=view.as_of, indicators=list(chosen["indicator_ids"]), **place)
    records: list[dict[Any, Any]] = compared.to_dict("records")
    counts = compared["state"].value_counts()
    judged_count = int(counts.reindex(states.JUDGED).fillna(0).sum())
    lagging = int(counts.reindex(["missed", "far_behind", "behind"]).fillna(0).sum())
    blocks.say(
        strong(
            _(
                "{indicator}: {n} of {total} partnerships with a target are behind what was planned by {day}.",
                indicator=chosen["name"],
                n=words.number(lagging),
                total=words.number(judged_count),
                day=words.day(view.as_of),
            )
        ),
        _(
            "Each is held against its own target, and they stand by name: their areas and budgets differ, so this is "
            "no ranking."
        ),
    )
    plain = [{n: None if pd.api.types.is_scalar(v) and pd.isna(v) else v for n, v in row.items()} for row in records]
    whole_mark = figures.shares(words, plain)
    third = max(-(-len(plain) // 3), 1)
    for column, start in zip(st.columns(3, gap="medium"), range(0, len(plain), third), strict=False):
        mark = replace(whole_mark, bars=whole_mark.bars[start : start + third])
        with column:
            blocks.chart(
                drawing.draw(mark, colours, words), key=f"compare_{start}", alt=f"{chosen['name']}. {mark.described}"
            )
    blocks.note(marked(_("Bar: reached so far, as a share of the own target. **|** expected by now.")))
    for reason, others in comparable[comparable["reason"].notna()].groupby("reason"):
        blocks.note(
            _(
                "Not comparable, because {reason}: {indicators}.",
                reason=NOT_COMPARABLE[str(reason)],
                indicators="; ".join(others["name"]),
            )
        )
    same = st.expander(
        _("The same figures as a table"), icon=":material/table_rows:", on_change="rerun", key="compare_table"
    )
    if same.open:
        with same:
            blocks.table(
                pd.DataFrame(
                    {
                        _("Partnership"): [row["name"] for row in records],
                        _("Reached"): [figures.actual(words, row) for row in records],
                        _("Expected by now"): [words.number(row["expected"]) for row in records],
                        _("Target"): [figures.target(words, row) for row in records],
                        _("Share"): [figures.share(words, row, row["share_of_target"]) for row in records],
                        _("State"): [states.label(words, row["state"]) for row in records],
                        _("Last period"): [words.short_day(as_date(row["last_period_end"])) for row in records],
                    }
                ),
                alt=_("Compare partnerships"),
                links=[
                    address.link_to("indicator", programme=row["partnership_id"], indicator=row["indicator_id"])
                    for row in records
                ],
            )
            downloads.buttons(
                lambda: downloads.stamped(compared.drop(columns="readings"), view, compared_on=str(compare)),
                view,
                "comparison",
            )

show_programmes()

with st.container(horizontal=True):
    downloads.buttons(
        lambda: downloads.stamped(rules if is_listed else pd.DataFrame(coverage), view, rule_filter=rule),
        view,
        "partnerships",
    )
    blocks.link_button(view)

if origin := blocks.origin(words):
    with origin:
        stored = ask("pages/partnerships/sources", **place)
        blocks.table(
            pd.DataFrame(
                {
                    _("Figure"): stored["name"],
                    _("Value"): [
                        words.number(amount) if pd.notna(amount) else stages.get(stage, MISSING)
                        for amount, stage in zip(stored["amount"], stored["stage"], strict=True)
                    ],
                    **blocks.provenance(words, stored),
                }
            ),
            alt=_("The stored rows behind these figures"),
        )
        blocks.sql("pages/partnerships/coverage", "pages/partnerships/rules", "pages/partnerships/compare")
