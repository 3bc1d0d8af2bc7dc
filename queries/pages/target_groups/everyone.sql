-- Question: What did a partnership reach with everyone together, per indicator, and where in the outreach pathway?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, sequence, activity_id, activity, pathway_step, unit, measure, tier,
--     actual, actual_low, actual_high, missing, done, done_of, readings, target, state, last_period_end, sources
with recursive roots as (
    select
        activity_id,
        activity_id as root_id
    from current_rows('activities', $known_at)
    where parent_id is null
    union all
    select
        child.activity_id,
        roots.root_id
    from current_rows('activities', $known_at) as child
    inner join roots on child.parent_id = roots.activity_id
),

sources_of_results as (
    select
        results.indicator_id,
        list_sort(list(distinct { 'source': sources.short_title, 'source_section': results.source_section })) as sources
    from current_results($partnership, $known_at) as results
    inner join current_rows('sources', $known_at) as sources using (source_id)
    where results.period_end <= $as_of
    group by results.indicator_id
)

select
    reached.indicator_id,
    indicators.name,
    indicators.definition,
    indicators.sequence,
    activities.activity_id,
    coalesce(activities.short_name, activities.name) as activity,
    indicators.pathway_step,
    reached.unit,
    reached.measure,
    reached.tier,
    reached.actual,
    reached.actual_low,
    reached.actual_high,
    reached.missing,
    reached.done,
    reached.done_of,
    reached.readings,
    reached.target,
    reached.state,
    reached.last_period_end,
    sources_of_results.sources
from attainment($partnership, [$as_of], $known_at, null) as reached
inner join indicators_in($language, $known_at) as indicators on reached.indicator_id = indicators.indicator_id
left join sources_of_results on reached.indicator_id = sources_of_results.indicator_id
left join roots on indicators.activity_id = roots.activity_id
left join activities_in($language, $known_at) as activities on roots.root_id = activities.activity_id
where reached.is_headline and reached.kind <> 'context'
order by
    indicators.pathway_step nulls last,
    activities.sequence nulls last,
    activities.activity_id nulls last,
    indicators.sequence,
    reached.indicator_id
