-- Question: What does each partner cost, who pays, what was claimed by a day, and where does its pace lead? See
--     docs/finance.md.
-- Parameters: macro arguments: partnerships (list of text, null for all), as_of (date), known_at (timestamp), tolerance
--     (euro)
-- Columns: money_outcome: none (a scalar macro); partner_budgets: partnership_id, partner_id, eligible, granted,
--     needed, match_stated, match_pieces, match_unknown, matched, uncovered, names_cost, names_grant;
--     budget_checks: the same, agreed, share_difference, difference, share_outcome, outcome;
--     claims_so_far: partnership_id, partner_id, period_end, period_days, reported, claimed, certified, certified_on,
--     paid, paid_on, undated;
--     claim_pace: partnership_id, partner_id, eligible, granted, reported, claimed, certified, paid, last_period_end,
--     plan_day, plan_share, expected, periods_used, pace_per_day, forecast, unused, grant_unused, reason;
--     cofinancing: partnership_id, parent_id, cost, contribution, minimum, is_exception, share, short_by;
--     cofinancing_checks: the same, outcome; risk_from: the share of a budget

-- What a rule says of a difference between amounts.
create or replace macro money_outcome(difference, tolerance) as
case
    when difference is null then 'not_computable'
    when difference = 0 then 'pass'
    when abs(difference) <= tolerance then 'within_tolerance'
    else 'fail'
end;

-- One row per partner. A line without an amount is unknown, not zero: then what rests on it is unknown too.
create or replace macro partner_budgets(partnerships, known_at) as table
    with lines as (
        select *
        from current_rows('budgets', known_at)
        where (partnerships is null or list_contains(partnerships, partnership_id)) and partner_id is not null
    ),

    summed as (
        select
            partnership_id,
            partner_id,
            coalesce(
                sum(amount) filter (where line = 'eligible'), sum(amount) filter (where line = 'eligible_total')
            ) as eligible,
            coalesce(
                sum(amount) filter (where line = 'grant'), sum(amount) filter (where line = 'grant_total')
            ) as granted,
            sum(amount) filter (where line = 'match') as match_stated,
            count(*) filter (where line = 'match') as match_pieces,
            count(*) filter (where line = 'match' and amount is null) as match_unknown,
            count(*) filter (where line <> 'match' and amount is null) as unknown,
            bool_or(line <> 'match') as names_cost,
            bool_or(bool_or(line in ('grant', 'grant_total'))) over (partition by partnership_id) as names_grant
        from lines
        where line in ('eligible', 'eligible_total', 'grant', 'grant_total', 'match')
        group by partnership_id, partner_id
    )

    select
        partnership_id,
        partner_id,
        eligible,
        granted,
        case when unknown = 0 then eligible - granted end as needed,
        match_stated,
        match_pieces,
        match_unknown,
        case when match_unknown = 0 then match_stated end as matched,
        -- What no stated piece pays; below zero when the pieces add up to more than the cost.
        eligible - coalesce(granted, 0) - coalesce(match_stated, 0) as uncovered,
        names_cost,
        names_grant
    from summed;

-- The grant of each partner against the agreed share of its cost (rule R02), and its match funding against the cost
-- that the grant does not pay (rule R04). The rate is that of the partner, else of the project, else of the
-- partnership. No outcome where nothing is judged: a budget that names no grant per partner (a local partnership, say)
-- has neither.
create or replace macro budget_checks(partnerships, known_at, tolerance) as table
    with rates as (
        select
            partnership_id,
            partner_id,
            max(rate_percent) as rate_percent
        from current_rows('budgets', known_at)
        where (line = 'grant' and partner_id is not null) or line = 'grant_total'
        group by all
    ),

    compared as (
        select
            budgets.*,
            round(
                budgets.eligible
                / 100
                * coalesce(of_partner.rate_percent, of_project.rate_percent, shown.grant_rate_percent),
                2
            ) as agreed,
            case
                when budgets.needed is not null then round(budgets.granted::double - agreed, 2)
            end as share_difference,
            budgets.matched - budgets.needed as difference
        from partner_budgets(partnerships, known_at) as budgets
        left join rates as of_partner
            on budgets.partnership_id = of_partner.partnership_id and budgets.partner_id = of_partner.partner_id
        left join rates as of_project
            on budgets.partnership_id = of_project.partnership_id and of_project.partner_id is null
        left join current_rows('partnerships', known_at) as shown on budgets.partnership_id = shown.partnership_id
    )

    select
        *,
        case when names_grant and names_cost then money_outcome(share_difference, tolerance) end as share_outcome,
        case when names_grant then money_outcome(difference, tolerance) end as outcome
    from compared;

-- A partner that would leave this share of its budget unused, at the present pace, is at risk.
create or replace macro risk_from() as 0.05;

-- Claims of periods that ended by as_of; certified and paid only when that had happened by then. A certified or paid
-- amount without a day cannot be placed in time: it does not count, and undated says that it is there.
create or replace macro claims_so_far(partnerships, as_of, known_at) as table
    -- A name that is not a table's: current_rows finds tables by name, and a query's own names go first.
    with ended as (
        select *
        from current_rows('claims', known_at)
        where list_contains(partnerships, partnership_id) and period_end <= as_of::date
    ),

    -- Somebody who has another role since the beginning was there from the beginning.
    joiners as (
        select
            partnership_id,
            organisation_id as partner_id,
            min(date_joined) as joined_on
        from current_rows('partners', known_at)
        where list_contains(partnerships, partnership_id)
        group by partnership_id, organisation_id
        having count(date_joined) = count(*)
    )

    select
        ended.partnership_id,
        ended.partner_id,
        ended.period_end,
        -- Since the claim before it: a period for which a partner claimed nothing is time that passed as well.
        ended.period_end
        - coalesce(
            lag(ended.period_end) over (
                partition by ended.partnership_id, ended.partner_id
                order by ended.period_end
            ),
            case
                when joiners.joined_on between shown.start_date and ended.period_end then joiners.joined_on
                else shown.start_date
            end - 1
        ) as period_days,
        ended.reported,
        ended.claimed,
        case when ended.certified_on <= as_of::date then ended.certified end as certified,
        case when ended.certified_on <= as_of::date then ended.certified_on end as certified_on,
        case when ended.paid_on <= as_of::date then ended.paid end as paid,
        case when ended.paid_on <= as_of::date then ended.paid_on end as paid_on,
        (ended.certified is not null and ended.certified_on is null)
        or (ended.paid is not null and ended.paid_on is null) as undated
    from ended
    inner join current_rows('partnerships', known_at) as shown using (partnership_id)
    left join joiners using (partnership_id, partner_id);

-- One row per partner with a budget or a claim. The present pace is the reported cost per day of its last four claims.
create or replace macro claim_pace(partnerships, as_of, known_at) as table
    with ended as materialized (
        select * from claims_so_far(partnerships, as_of, known_at)
    ),

    totals as (
        select
            partnership_id,
            partner_id,
            sum(reported) as reported,
            sum(claimed) as claimed,
            sum(certified) as certified,
            sum(paid) as paid
        from ended
        group by partnership_id, partner_id
    ),

    -- Silence is not zero cost: a claim without an amount counts neither as cost nor as time.
    latest as (
        select *
        from ended
        where reported is not null
        qualify row_number() over (partition by partnership_id, partner_id order by period_end desc) <= 4
    ),

    paces as (
        select
            partnership_id,
            partner_id,
            count(*) as periods_used,
            max(period_end) as last_period_end,
            -- No pace when the first day of one of the periods is not known.
            case
                when count(period_days) = count(*) and sum(period_days) > 0
                    then sum(reported)::double / sum(period_days)
            end as pace_per_day
        from latest
        group by partnership_id, partner_id
    ),

    -- Reported cost is held against the plan on the last day that claims speak of, not on a later day.
    plan_days as (
        select
            shown.partnership_id,
            shown.start_date,
            shown.end_date,
            coalesce(max(ended.period_end), max(as_of::date)) as plan_day
        from current_rows('partnerships', known_at) as shown
        left join ended using (partnership_id)
        where list_contains(partnerships, shown.partnership_id)
        group by shown.partnership_id, shown.start_date, shown.end_date
    ),

    -- Who has left spends no more; somebody who has another role without an end is still there.
    leavers as (
        select
            partnership_id,
            organisation_id as partner_id,
            max(date_left) as left_on
        from current_rows('partners', known_at)
        where list_contains(partnerships, partnership_id)
        group by partnership_id, organisation_id
        having count(date_left) = count(*)
    ),

    promised as materialized (
        select * from partner_budgets(partnerships, known_at)
    ),

    everyone as (
        select
            partnership_id,
            partner_id
        from promised
        union
        select
            partnership_id,
            partner_id
        from totals
    ),

    forecasts as (
        select
            everyone.partnership_id,
            everyone.partner_id,
            promised.eligible,
            promised.granted,
            totals.reported,
            totals.claimed,
            totals.certified,
            totals.paid,
            paces.last_period_end,
            plan_days.plan_day,
            -- Null stays null: greatest and least pass over what is missing.
            case
                when plan_days.plan_day < plan_days.start_date then 0
                when plan_days.plan_day > plan_days.end_date then 1
                else (plan_days.plan_day - plan_days.start_date + 1) / (plan_days.end_date - plan_days.start_date + 1)
            end as plan_share,
            coalesce(paces.periods_used, 0) as periods_used,
            paces.pace_per_day,
            case
                when plan_days.start_date is null or plan_days.end_date is null then 'no_dates'
                when promised.eligible is null or promised.eligible = 0 then 'no_budget'
                when coalesce(paces.periods_used, 0) = 0 then 'no_claims'
                when paces.periods_used < 2 then 'one_claim'
                when paces.pace_per_day is null then 'no_dates'
            end as reason,
            case
                when reason is null
                    then
                        totals.reported::double
                        + paces.pace_per_day
                        * greatest(
                            0,
                            -- least() passes over what is missing: who never left goes on to the end.
                            least(plan_days.end_date, leavers.left_on) - paces.last_period_end
                        )
            end as forecast
        from everyone
        inner join plan_days using (partnership_id)
        left join promised using (partnership_id, partner_id)
        left join totals using (partnership_id, partner_id)
        left join paces using (partnership_id, partner_id)
        left join leavers
            on
                everyone.partnership_id = leavers.partnership_id
                and everyone.partner_id = leavers.partner_id
                and leavers.left_on <= as_of::date
    )

    select
        partnership_id,
        partner_id,
        eligible,
        granted,
        reported,
        claimed,
        certified,
        paid,
        last_period_end,
        plan_day,
        plan_share,
        eligible * plan_share as expected,
        periods_used,
        pace_per_day,
        round(forecast, 2) as forecast,
        case when reason is null then round(greatest(0, eligible - forecast), 2) end as unused,
        case when reason is null then round(granted * greatest(0, 1 - forecast / eligible), 2) end as grant_unused,
        reason
    from forecasts;

-- What local authorities and the employment service together pay of each local partnership, against the minimum share
-- that its programme states, which is lower in an exception area.
create or replace macro cofinancing(known_at) as table
    with recursive programmes as (
        select
            partnership_id,
            max(rate_percent) filter (where line = 'cofinancing_minimum') as usual_minimum,
            max(rate_percent) filter (where line = 'cofinancing_minimum_exception') as exception_minimum
        from current_rows('budgets', known_at)
        where line in ('cofinancing_minimum', 'cofinancing_minimum_exception')
        group by partnership_id
    ),

    local_partnerships as (
        select
            partnerships.partnership_id,
            partnerships.parent_id,
            partnerships.budget
        from current_rows('partnerships', known_at) as partnerships
        inner join programmes on partnerships.parent_id = programmes.partnership_id
    ),

    -- The area of a partnership and every area that it lies in.
    surroundings as (
        select
            coverage.partnership_id,
            coverage.area_id
        from current_rows('coverage', known_at) as coverage
        union
        select
            surroundings.partnership_id,
            areas.parent_id
        from surroundings
        inner join current_rows('areas', known_at) as areas on surroundings.area_id = areas.area_id
        where areas.parent_id is not null
    ),

    exceptions as (
        select distinct local_partnerships.partnership_id
        from local_partnerships
        inner join current_rows('coverage', known_at) as coverage
            on
                coverage.role = 'exception'
                and coverage.partnership_id in (local_partnerships.parent_id, local_partnerships.partnership_id)
        left join surroundings
            on
                local_partnerships.partnership_id = surroundings.partnership_id
                and coverage.area_id = surroundings.area_id
        where surroundings.area_id is not null or coverage.partnership_id = local_partnerships.partnership_id
    ),

    budget_lines as (
        select
            budgets.partnership_id,
            budgets.line,
            budgets.amount,
            budgets.line = 'match'
            and (
                funding_source_counts_as(budgets.funding_source) is not null
                or organisation_type_counts_as(payers.type) is not null
            ) as counts
        from current_rows('budgets', known_at) as budgets
        left join current_rows('organisations', known_at) as payers
            on
                coalesce(budgets.funder_id, case when budgets.funding_source = 'own_funds' then budgets.partner_id end)
                = payers.organisation_id
    ),

    amounts as (
        select
            partnership_id,
            coalesce(
                sum(amount) filter (where line = 'eligible_total'), sum(amount) filter (where line = 'eligible')
            ) as total,
            sum(amount) filter (where counts) as cofinanced,
            coalesce(bool_or(amount is null) filter (where counts), true) as incomplete
        from budget_lines
        group by partnership_id
    )

    select
        local_partnerships.partnership_id,
        local_partnerships.parent_id,
        coalesce(amounts.total, local_partnerships.budget)::double as cost,
        case when not amounts.incomplete then amounts.cofinanced::double end as contribution,
        exceptions.partnership_id is not null as is_exception,
        case when is_exception then programmes.exception_minimum else programmes.usual_minimum end as minimum,
        100 * contribution / nullif(cost, 0) as share,
        cost * minimum / 100 - contribution as short_by
    from local_partnerships
    inner join programmes on local_partnerships.parent_id = programmes.partnership_id
    left join amounts on local_partnerships.partnership_id = amounts.partnership_id
    left join exceptions on local_partnerships.partnership_id = exceptions.partnership_id;

create or replace macro cofinancing_checks(known_at, tolerance) as table
    select
        *,
        -- To pay more than the minimum is no difference.
        case
            when share is null or minimum is null then 'not_computable'
            when short_by < 0 then 'pass'
            else money_outcome(round(short_by, 2), tolerance)
        end as outcome
    from cofinancing(known_at);
