"""Every answer that can be asked for by name: what routes, the command line and the tests go through.

An answer takes a view, and may take choices of its own page, named as they stand in the address: ``indicator``,
``state``. A choice without a default must be given.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from peil.answers import (
    Answer,
    agreements,
    changes,
    closure,
    definitions,
    finance,
    forecast,
    indicator,
    meetings,
    monitor_indicator,
    municipality,
    neighbourhoods,
    partnership,
    partnerships,
    quality,
    results,
    target_groups,
)
from peil.answers.view import View
from peil.errors import UnknownChoice
from peil.texts import N_

ANSWERS: Mapping[str, Callable[..., Answer]] = {
    "results": results.board,
    "results-behind": results.behind,
    "results-reports": results.who_reported,
    "results-rows": results.rows,
    "changes": changes.in_address,
    "indicator": indicator.about,
    "indicator-path": indicator.path,
    "forecast": forecast.of_indicator,
    "indicator-contributions": indicator.contributions,
    "indicator-tiers": indicator.tiers,
    "indicator-readings": indicator.readings,
    "indicator-rows": indicator.rows,
    "indicator-targets": indicator.targets,
    "neighbourhoods": neighbourhoods.profile,
    "neighbourhoods-areas": neighbourhoods.areas,
    "neighbourhoods-indicator": neighbourhoods.indicator,
    "neighbourhoods-per-area": neighbourhoods.per_area,
    "neighbourhoods-reach": neighbourhoods.reach,
    "neighbourhoods-gaps": neighbourhoods.gaps,
    "neighbourhoods-side-by-side": neighbourhoods.side_by_side,
    "neighbourhoods-mergers": neighbourhoods.mergers,
    "neighbourhoods-policy": neighbourhoods.policy_targets,
    "neighbourhoods-rows": neighbourhoods.rows,
    "monitor-indicator": monitor_indicator.about,
    "monitor-indicator-over-time": monitor_indicator.over_time,
    "monitor-indicator-figures": monitor_indicator.every_figure,
    "monitor-indicator-rows": monitor_indicator.rows,
    "partnerships": partnerships.coverage,
    "partnerships-breaking": partnerships.breaking,
    "partnerships-rules": partnerships.rules,
    "partnerships-stated": partnerships.stated,
    "partnerships-municipalities": partnerships.municipalities,
    "partnerships-not-served": partnerships.not_served,
    "partnerships-comparable": partnerships.comparable,
    "partnerships-comparison": partnerships.comparison,
    "partnerships-programmes": partnerships.programmes,
    "partnerships-rows": partnerships.rows,
    "partnership": partnership.card,
    "partnership-at-a-glance": partnership.at_a_glance,
    "partnership-actions": partnership.actions,
    "partnership-reports": partnership.reports,
    "partnership-selection": partnership.selection,
    "partnership-members": partnership.members,
    "partnership-steps": partnership.steps,
    "partnership-plan": partnership.plan,
    "partnership-action-cost": partnership.action_cost,
    "partnership-improvements": partnership.improvements,
    "partnership-support": partnership.support,
    "partnership-staffing": partnership.staffing,
    "partnership-staffing-before": partnership.staffing_before,
    "partnership-agreements": partnership.agreements,
    "partnership-stated": partnership.stated,
    "partnership-rows": partnership.rows,
    "closure": closure.duration,
    "closure-programme": closure.of_programme,
    "closure-partnership": closure.of_partnership,
    "closure-story": closure.story,
    "closure-practices": closure.practices,
    "closure-deliverables": closure.deliverables,
    "closure-timeline": closure.timeline,
    "closure-rows": closure.rows,
    "municipality": municipality.about,
    "municipality-compared": municipality.compared,
    "municipality-served-by": municipality.served_by,
    "municipality-results": municipality.results,
    "municipality-support": municipality.support,
    "municipality-monitor": municipality.monitor,
    "municipality-rows": municipality.rows,
    "finance": finance.summary,
    "finance-at-risk": finance.at_risk,
    "finance-funders": finance.funders,
    "finance-match": finance.match,
    "finance-claims": finance.claims,
    "finance-cost": finance.cost_so_far,
    "finance-grant": finance.grant_so_far,
    "finance-pace": finance.pace,
    "finance-reported": finance.reported,
    "finance-carried": finance.carried,
    "finance-cofinancing": finance.cofinancing,
    "finance-personnel": finance.personnel,
    "finance-posts": finance.posts,
    "finance-lines": finance.lines,
    "finance-rows": finance.stored_rows,
    "target-groups": target_groups.by_group,
    "target-groups-activities": target_groups.by_activity,
    "target-groups-genders": target_groups.by_gender,
    "target-groups-planned": target_groups.planned,
    "target-groups-population": target_groups.in_population,
    "target-groups-pathway": target_groups.pathway,
    "target-groups-chosen": target_groups.chosen,
    "target-groups-ratings": target_groups.ratings,
    "target-groups-rows": target_groups.stored_rows,
    "steering-group": meetings.steering_meetings,
    "steering-group-rhythm": meetings.rhythm,
    "steering-group-places": meetings.places,
    "steering-group-reports": meetings.reports,
    "steering-group-report-texts": meetings.report_texts,
    "meeting-attendance": meetings.attendance,
    "meeting-agenda": meetings.agenda,
    "meeting-agreements": meetings.agreed,
    "agreements": agreements.listed,
    "agreements-effects": agreements.effects,
    "agreements-in-between": agreements.in_between,
    "agreements-learning": agreements.learning,
    "meeting-decisions": meetings.reading_decisions,
    "reflection": meetings.reflection_moments,
    "reflection-questions": meetings.questions,
    "reflection-answers": meetings.answers,
    "reflection-helped": meetings.helped_and_hindered,
    "reflection-guesses": meetings.guesses,
    "reflection-learning": meetings.learning,
    "quality": quality.doubts,
    "quality-rules": quality.rules,
    "quality-rule": quality.verdict_rows,
    "quality-row-checks": quality.row_checks,
    "quality-row-check": quality.found_rows,
    "definitions": definitions.listed,
    "definitions-one": definitions.one,
    "definitions-fields": definitions.fields,
    "doubts": quality.on_page,
    "verdicts": quality.verdicts,
}


@dataclass(frozen=True)
class Choice:
    """A choice of an answer besides those of the view; ``is_list`` when it takes several, with commas between them."""

    name: str
    is_needed: bool
    is_list: bool


def choices(name: str) -> list[Choice]:
    """What an answer takes besides the view."""
    _view, *own = inspect.signature(ANSWERS[name]).parameters.values()
    return [Choice(one.name, one.default is one.empty, one.annotation is not str) for one in own]


def asked(name: str, view: View, chosen: Mapping[str, str]) -> Answer:
    """The answer called ``name`` with the choices of its page. Raises UnknownChoice when one that it needs lacks."""
    own: dict[str, Any] = {}
    for choice in choices(name):
        if choice.name in chosen:
            value = chosen[choice.name]
            own[choice.name] = [part for part in value.split(",") if part] if choice.is_list else value
        elif choice.is_needed:
            raise UnknownChoice(N_("Say which {name}: {name}=…"), name=choice.name)
    return ANSWERS[name](view, **own)
