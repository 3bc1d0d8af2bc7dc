-- Question: Which output, result and communication indicators does a closure report tell of, those of the programme and
--     those of the partnership, with which value, and on which evidence?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, is_of_programme, is_own, kind, unit, measure, step, actual, actual_low,
--     actual_high, done, done_of, readings, missing, state, programme_target, contributes, gap, partners, sources,
--     last_period_end
with asked as materialized (
    from attainment($partnership, [$as_of], $known_at, null)
    where kind in ('output', 'result', 'communication')
),

programme_targets as (
    select
        indicator_id,
        max(target) as target
    from asked
    where tier = 'programme'
    group by indicator_id
),

reported as (
    select
        results.indicator_id,
        list(distinct organisations.name order by organisations.name) filter (organisations.name is not null)
            as partners,
        list_sort(list(distinct { 'source': sources.short_title, 'source_section': results.source_section })) as sources
    from current_results($partnership, $known_at) as results
    left join organisations_in($language, $known_at) as organisations
        on results.partner_id = organisations.organisation_id
    left join current_rows('sources', $known_at) as sources on results.source_id = sources.source_id
    where results.period_end <= $as_of and results.value is not null
    group by results.indicator_id
)

select
    asked.indicator_id,
    indicators.name,
    indicators.definition,
    asked.level = 'programme' or programme_targets.indicator_id is not null as is_of_programme,
    asked.level <> 'programme' as is_own,
    asked.kind,
    asked.unit,
    asked.measure,
    case
        when own_activity.kind = 'deliverable'
            then state_on(own_activity.state, own_activity.start_date, own_activity.end_date, $as_of, $known_at)
    end as step,
    asked.actual,
    asked.actual_low,
    asked.actual_high,
    asked.done,
    asked.done_of,
    asked.readings,
    asked.missing,
    asked.state,
    -- Of the whole programme: a share of it would say that one project has to reach it.
    programme_targets.target as programme_target,
    case when asked.measure <> 'narrative' then list_max([one.actual_high for one in asked.readings]) > 0 end
        as contributes,
    case
        when asked.missing = 'hidden' then 'hidden'
        when len(asked.readings) = 0 then 'no_value'
        when len(asked.readings) > 1 then 'several_readings'
    end as gap,
    reported.partners,
    reported.sources,
    asked.last_period_end
from asked
inner join indicators_in($language, $known_at) as indicators on asked.indicator_id = indicators.indicator_id
left join programme_targets on asked.indicator_id = programme_targets.indicator_id
left join reported on asked.indicator_id = reported.indicator_id
left join current_rows('activities', $known_at) as own_activity on indicators.activity_id = own_activity.activity_id
where asked.is_headline and asked.level in ('partner', 'project', 'partnership', 'programme')
order by
    list_position(['output', 'result', 'communication'], asked.kind),
    indicators.sequence nulls last,
    asked.indicator_id
