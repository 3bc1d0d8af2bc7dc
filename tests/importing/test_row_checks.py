"""Each check of ``queries/checks/rows`` finds the rows that are wrong, and leaves those beside them alone."""

from dataclasses import dataclass, field

import pytest

from peil.importing.gate import Options, import_path
from peil.store import QUERIES
from tests.importing.conftest import HEADER, places, write_package

CHECKS = sorted(path.stem for path in (QUERIES / "checks" / "rows").glob("*.sql"))

Tables = dict[str, str]


@dataclass
class Case:
    """What is handed in, after ``before``, and the (row, field, value) of each finding. Row 2 is always right."""

    tables: Tables
    found: list[tuple]
    before: Tables = field(default_factory=dict)
    revises: str | None = None


def results(*lines: str, more: str = "") -> Tables:
    """Results with the usual columns, and ``more``."""
    return {"results": "\n".join([HEADER + more, *lines]) + "\n"}


AGREEMENTS = "partnership_id,recommendation_id,kind,state,text_nl,owner_id,response,response_reason\n"
MEETINGS = "partnership_id,meeting_id,kind,meeting_date,known_at\n"
STAD, OCMW = "PS,VISITS,ORG_STAD", "PS,VISITS,ORG_OCMW_KORTRIJK"
ACTIVITIES = "activity_id,partnership_id,parent_id,kind,name_nl,name_fr,name_en,start_date,end_date\n"
REPORT = results(f"{STAD},2010-06-30,10", "PS,CHANGE,ORG_STAD,2010-06-30,1")

CASES = {
    "absurd_duration": Case(
        {
            "activities": f"{ACTIVITIES}A,PS,,action,a,b,c,2010-02-01,2040-02-01\n"
            "B,PS,,action,a,b,c,2010-02-01,2040-02-02\n"
        },
        [(3, "end_date", "2040-02-02")],
    ),
    "after_end": Case(results(f"{STAD},2013-06-30,1", f"{STAD},2013-07-01,1"), [(3, "period_end", "2013-07-01")]),
    "agreement_incomplete": Case(
        {
            "recommendations": f"{AGREEMENTS}PS,A1,agreement,open,Bellen,ORG_STAD,,\nPS,A2,agreement,open,Bellen,,,\n"
            "PS,A3,recommendation,open,,,,\n"
        },
        [(3, "owner_id", "A2"), (4, "text_en", "A3")],
    ),
    "amend_or_replace": Case(
        results("PS,CHANGE,ORG_STAD,2010-09-30,1", f"{STAD},2010-06-30,12"),
        [(3, "indicator_id", "2: CHANGE (1)")],
        before=REPORT,
    ),
    "baseline_on_flow": Case(
        {
            "targets": "partnership_id,indicator_id,tier,baseline,value\n"
            "PS,VISITS,project_plan,20,100\nPS,PLACED,project_plan,20,100\n"
        },
        [(3, "baseline", "20.0")],
        before={
            "indicators": "indicator_id,partnership_id,name_nl,name_fr,name_en,definition_nl,definition_fr,"
            "definition_en,kind,level,unit,measure,over_partners,direction\n"
            "PLACED,PS,a,b,c,a,b,c,result,partner,people,flow,sum,up\n"
        },
    ),
    "before_start": Case(results(f"{STAD},2010-02-01,1", f"{STAD},2010-01-31,1"), [(3, "period_end", "2010-01-31")]),
    "bounds_apart": Case(
        {
            "area_values": "indicator_id,area_id,period_end,value,lower,upper\n"
            "SHARE,CENTRUM,2010,5,5,5\nSHARE,CENTRUM,2011,5,6,7\n"
        },
        [(3, "value", "5.0")],
    ),
    "ended_before_start": Case(
        {
            "activities": f"{ACTIVITIES}A,PS,,action,a,b,c,2011-01-01,2011-01-01\n"
            "B,PS,,action,a,b,c,2011-01-02,2011-01-01\n"
        },
        [(3, "end_date", "2011-01-01")],
    ),
    "falling_total": Case(results(f"{STAD},2010-06-30,10", f"{STAD},2010-09-30,9"), [(3, "value", "9.0")]),
    "future_period": Case(results(f"{STAD},2010-06-30,1", f"{STAD},2090-12-31,1"), [(3, "period_end", "2090-12-31")]),
    "grant_above_budget": Case(
        {
            "budgets": "partnership_id,partner_id,line,funding_source,amount\n"
            "PS,ORG_STAD,eligible,total,100\nPS,ORG_OCMW_KORTRIJK,eligible,total,100\nPS,ORG_OCMW_KORTRIJK,grant,erdf,102\n"
        },
        [(3, "amount", "100.00"), (4, "amount", "102.00")],
    ),
    "guest_without_reason": Case(
        {
            "meetings": f"{MEETINGS}PS,M1,steering_group,2011-01-20,\n",
            "attendance": "partnership_id,meeting_id,organisation_id,capacity,reason\n"
            "PS,M1,ORG_STAD,animator,asked\nPS,M1,ORG_OCMW_KORTRIJK,managing_authority,\n",
        },
        [(3, "reason", "ORG_OCMW_KORTRIJK")],
    ),
    "inside_itself": Case(
        {"activities": f"{ACTIVITIES}A,PS,B,action,a,b,c,,\nB,PS,B,action,a,b,c,,\n"}, [(3, "parent_id", "B")]
    ),
    "joined_after_left": Case(
        {
            "partners": "partnership_id,organisation_id,role,responsibility_en,reports,date_joined,date_left\n"
            "PS,ORG_STAD,partner,visits,true,2011-01-01,2011-01-01\n"
            "PS,ORG_VREEMD,partner,visits,true,2011-01-02,2011-01-01\n"
        },
        [(3, "date_left", "2011-01-01")],
    ),
    "milestone_beyond_target": Case(
        {
            "target_milestones": "partnership_id,indicator_id,tier,milestone_date,value\n"
            "PS,VISITS,project_plan,2010-12-31,60\nPS,VISITS,project_plan,2011-12-31,101\n"
        },
        [(3, "value", "101.0")],
        before={"targets": "partnership_id,indicator_id,tier,value,due_date\nPS,VISITS,project_plan,100,2012-12-31\n"},
    ),
    "missing_and_value": Case(
        results(f"{STAD},2010-06-30,,hidden", f"{STAD},2010-09-30,1,hidden", more=",missing"),
        [(3, "missing", "hidden")],
    ),
    "negative_count": Case(
        results("PS,CHANGE,ORG_STAD,2010-06-30,-1", f"{STAD},2010-06-30,-1"), [(3, "value", "-1.0")]
    ),
    "no_longer_reported": Case(
        results("PS,CHANGE,ORG_STAD,2010-09-30,1", f"{STAD},2010-06-30,12"),
        [(3, "indicator_id", "2: CHANGE (1)")],
        before=REPORT,
        revises="replace",
    ),
    "not_a_moment": Case(
        {
            "meetings": f"{MEETINGS}PS,M1,steering_group,2011-01-20,2011-01-20T09:00:00\n"
            "PS,M2,steering_group,2011-04-20,in april\n"
        },
        [(3, "known_at", "in april")],
    ),
    "not_whole": Case(results("PS,CHANGE,ORG_STAD,2010-06-30,1.5", f"{STAD},2010-06-30,1.5"), [(3, "value", "1.5")]),
    "parts_do_not_match": Case(
        results(
            "PS,SHARE,ORG_STAD,2010-06-30,0.25,1,4",
            "PS,SHARE,ORG_STAD,2010-09-30,50,1,4",
            more=",numerator,denominator",
        ),
        [(3, "value", "50.0")],
    ),
    "reason_missing": Case(
        {
            "recommendations": f"{AGREEMENTS}PS,A1,agreement,open,Bellen,ORG_STAD,rejected,no people\n"
            "PS,A2,agreement,open,Bellen,ORG_STAD,partly,\nPS,A3,agreement,dropped,Bellen,ORG_STAD,,\n"
        },
        [(3, "response_reason", "partly"), (4, "state_reason", "dropped")],
    ),
    "total_row": Case(
        results(f"{STAD},2010-06-30,10", f"{OCMW},2010-06-30,5", "PS,VISITS,,2010-06-30,15"), [(4, "value", "15.0")]
    ),
    "two_readings": Case(
        results(f"{OCMW},2010-06-30,5,", f"{STAD},2010-06-30,10,table", f"{STAD},2010-06-30,12,text", more=",reading"),
        [(3, "value", "10.0"), (4, "value", "12.0")],
    ),
    "undeclared_partner": Case(
        results(f"{STAD},2010-06-30,1", "PS,VISITS,ORG_VREEMD,2010-06-30,1"), [(3, "partner_id", "ORG_VREEMD")]
    ),
    "unknown_meeting": Case(
        {
            "meetings": f"{MEETINGS}PS,M1,steering_group,2011-01-20,\n",
            "agenda_items": "partnership_id,meeting_id,item_id,kind,subject\nPS,M1,1,inform,a\nPS,M2,1,inform,a\n",
        },
        [(3, "meeting_id", "M2")],
    ),
    "unknown_target_group": Case(
        results(f"{STAD},2010-06-30,1,", f"{STAD},2010-06-30,1,TG_NONE", more=",target_group_id"),
        [(3, "target_group_id", "TG_NONE")],
    ),
    "value_or_parts": Case(
        results(
            "PS,SHARE,ORG_STAD,2010-06-30,,1,4", "PS,SHARE,ORG_STAD,2010-09-30,50,,", more=",numerator,denominator"
        ),
        [(3, "denominator", None)],
    ),
    "value_without_reason": Case(
        results(f"{STAD},2010-06-30,,not_reported", f"{STAD},2010-09-30,,", more=",missing"), [(3, "value", None)]
    ),
}


def test_no_case_is_of_a_check_that_is_gone():
    assert sorted(CASES) == CHECKS


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_what_is_wrong_and_only_that(store, tmp_path, check):
    case = CASES[check]
    if case.before:
        assert not import_path(store, write_package(tmp_path / "before", case.before)).refused
    outcome = import_path(store, write_package(tmp_path / "now", case.tables), Options(revises=case.revises))
    assert places(outcome, check) == case.found
