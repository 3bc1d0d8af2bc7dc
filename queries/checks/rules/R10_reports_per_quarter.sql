-- Question: Did every partner that owes reports hand one in for every reporting period?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} reports handed in, {stated} owed
-- Unit: number
-- Pages: results, steering_group
with reporting_partners as (
    select
        partnership_id,
        organisation_id as partner_id,
        min(date_joined) as date_joined,
        -- A role without a last day is still played.
        case when bool_and(date_left is not null) then max(date_left) end as date_left
    from current_rows('partners', $known_at)
    where reports
    group by partnership_id, organisation_id
),

periods_reported_on as (
    -- A figure of which only the document is dated says nothing about a reporting period.
    select
        partnership_id,
        partner_id,
        period_end
    from current_results(null, $known_at)
    where coalesce(period_precision, 'day') not in ('document_date', 'undated')
    union
    select
        partnership_id,
        partner_id,
        period_end
    from current_rows('assessments', $known_at)
),

reports as (
    select *
    from periods_reported_on
    semi join reporting_partners using (partnership_id, partner_id)
),

spans as (
    select
        reports.partnership_id,
        any_value(partnerships.reporting_interval_months) as interval_months,
        min(reports.period_end) as first_period_end,
        max(reports.period_end) as last_period_end
    from reports
    inner join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
    where partnerships.reporting_interval_months is not null
    group by reports.partnership_id
),

-- Reporting periods are counted from the first one that anybody reported on.
owed as (
    select
        spans.partnership_id,
        reporting_partners.partner_id,
        unnest(range(
            datediff('month', spans.first_period_end, spans.last_period_end) // spans.interval_months + 1
        )) as period_number,
        spans.first_period_end + to_months(cast(period_number * spans.interval_months as integer)) as period_end,
        reporting_partners.date_joined,
        reporting_partners.date_left
    from spans
    inner join reporting_partners using (partnership_id)
    where spans.first_period_end < spans.last_period_end
),

handed_in as (
    select distinct
        reports.partnership_id,
        reports.partner_id,
        datediff('month', spans.first_period_end, reports.period_end) // spans.interval_months as period_number
    from reports
    inner join spans using (partnership_id)
),

compared as (
    select
        owed.partnership_id,
        owed.partner_id,
        count(*) as stated,
        count(handed_in.period_number) as computed
    from owed
    left join handed_in using (partnership_id, partner_id, period_number)
    where
        coalesce(owed.period_end >= owed.date_joined, true)
        and coalesce(owed.period_end <= last_day(owed.date_left), true)
    group by owed.partnership_id, owed.partner_id
)

select
    'fail' as outcome,
    partnership_id,
    partner_id as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(computed - stated as double) as difference,
    'reports_missing' as reason
from compared
where computed < stated
union all by name
select
    'not_computable' as outcome,
    partnership_id,
    'one_point_only' as reason
from spans
where first_period_end = last_period_end
union all by name
select
    'pass' as outcome,
    partnership_id,
    cast(sum(stated) as double) as stated,
    cast(sum(computed) as double) as computed
from compared
group by partnership_id
having bool_and(computed >= stated)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from spans)
order by partnership_id, subject
