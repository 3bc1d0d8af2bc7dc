-- Question: By what were applications chosen, what recurs, and what was planned or held?
-- Parameters: $is_demonstration (yes or no), $known_at (timestamp), $language (text)
-- Columns: item, what, name, programme_name, kind, start_date, date_precision, end_date, interval_months, state,
--     source, source_section
with listed as (
    select
        'criteria' as what,
        recommendation_id || '.' || partnership_id as item,
        text as name,
        partnership_id,
        kind,
        null::date as start_date,
        null as date_precision,
        null::date as end_date,
        null::bigint as interval_months,
        null as state,
        source_id,
        source_section
    from recommendations_in($language, $known_at)
    where kind in ('criterion', 'outcome', 'recommendation')
    union all by name
    select
        'reports' as what,
        obligation_id || '.' || partnership_id as item,
        any_value(name) as name,
        partnership_id,
        any_value(interval_months) as interval_months,
        any_value(source_id) as source_id,
        any_value(source_section) as source_section
    from reporting_calendar_in($language, $known_at)
    where period_end is null
    group by partnership_id, obligation_id
    union all by name
    select
        'moments' as what,
        milestone_id as item,
        title as name,
        partnership_id,
        kind,
        start_date,
        date_precision,
        end_date,
        state,
        source_id,
        source_section
    from milestones_in($language, $known_at)
)

select
    listed.item,
    listed.what,
    listed.name,
    partnerships.name as programme_name,
    listed.kind,
    listed.start_date,
    listed.date_precision,
    listed.end_date,
    listed.interval_months,
    listed.state,
    sources.short_title as source,
    listed.source_section
from listed
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join current_rows('sources', $known_at) as sources on listed.source_id = sources.source_id
where coalesce(partnerships.data_status = 'demonstration', false) = $is_demonstration
order by partnerships.name, listed.what, listed.start_date nulls first, listed.item
