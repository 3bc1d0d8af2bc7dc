-- Question: How far is each indicator of a partnership, grouped by the activity it belongs to?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $partner (text or null), $kind (text or
--     null), $language (text)
-- Columns: indicator_id, name, definition, group_id, group_name, group_sequence, sequence, kind, unit, measure,
--     direction, target_kind, tier, actual, actual_low, actual_high, done, done_of, readings, baseline, target,
--     expected, target_promised, share_of_target, share_low, share_high, share_expected, pace_low, state, state_then,
--     state_reason, missing, partners_reported, partners_expected, partners_hidden, partners_exempt, others_reported,
--     partners_with_target, promised_reported, partners_left, target_left, last_period_end, start_date, due_date,
--     explanation, explanation_language, sources, step
with attained as (
    from attainment($partnership, [$as_of], $known_at, $partner)
    select *
),

headline as (
    from headlines('attained', $partnership, $known_at, $partner, $kind)
    select *
    where on_board
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
    headline.indicator_id,
    indicators.name,
    indicators.definition,
    activities.activity_id as group_id,
    coalesce(activities.short_name, activities.name) as group_name,
    case when activities.kind = 'activity' then activities.sequence end as group_sequence,
    indicators.sequence,
    headline.kind,
    headline.unit,
    headline.measure,
    headline.direction,
    headline.target_kind,
    headline.tier,
    headline.actual,
    headline.actual_low,
    headline.actual_high,
    headline.done,
    headline.done_of,
    headline.readings,
    headline.baseline,
    headline.target,
    headline.expected,
    headline.target_promised,
    headline.share_of_target,
    headline.share_low,
    headline.share_high,
    headline.share_expected,
    headline.pace_low,
    headline.state,
    headline.state_then,
    headline.state_reason,
    headline.missing,
    headline.partners_reported,
    headline.partners_expected,
    headline.partners_hidden,
    headline.partners_exempt,
    headline.others_reported,
    headline.partners_with_target,
    headline.promised_reported,
    headline.partners_left,
    headline.target_left,
    headline.last_period_end,
    headline.start_date,
    headline.due_date,
    headline.explanation,
    headline.explanation_language,
    sources_of_results.sources,
    -- How far the plan says a deliverable is.
    case when own_activity.kind = 'deliverable' then own_activity.state end as step
from headline
inner join indicators_in($language, $known_at) as indicators on headline.indicator_id = indicators.indicator_id
left join current_rows('activities', $known_at) as own_activity on indicators.activity_id = own_activity.activity_id
left join main_activities($known_at) as main_one on indicators.activity_id = main_one.activity_id
left join activities_in($language, $known_at) as activities on main_one.main_id = activities.activity_id
left join sources_of_results on headline.indicator_id = sources_of_results.indicator_id
order by
    group_sequence nulls last,
    activities.sequence nulls last,
    group_id nulls last,
    indicators.sequence,
    headline.indicator_id
