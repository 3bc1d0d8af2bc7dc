-- Question: What does an indicator of the monitor mean, where does it come from, and when was it last updated?
-- Parameters: $indicator (text), $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, theme, unit, measure, direction, multiplier, interval_method,
--     numerator_name, denominator_name, caveat, group_name, source_wording, sources, first_period_end, last_period_end,
--     last_received_at, codes
with figures as (
    select
        min(stated.period_end) as first_period_end,
        max(stated.period_end) as last_period_end,
        max(submissions.received_at) as last_received_at,
        list(distinct coalesce(sources.title, stated.source_id)) as sources
    from monitor_values($partnership, $as_of, $known_at) as stated
    inner join submissions on stated.submission_id = submissions.submission_id
    left join current_rows('sources', $known_at) as sources on stated.source_id = sources.source_id
    where stated.indicator_id = $indicator
),

outside as (
    select list(code_list || ' ' || code || ' (' || relation || ')' order by code_list, code) as codes
    from current_rows('indicator_codes', $known_at)
    where indicator_id = $indicator
),

group_names as (
    select
        target_group_id,
        any_value(in_language($language, name_nl, name_fr, name_en)) as name
    from current_rows('target_groups', $known_at)
    group by target_group_id
)

select
    indicators.indicator_id,
    in_language($language, indicators.name_nl, indicators.name_fr, indicators.name_en) as name,
    in_language($language, indicators.definition_nl, indicators.definition_fr, indicators.definition_en) as definition,
    indicators.theme,
    indicators.unit,
    indicators.measure,
    indicators.direction,
    indicators.multiplier,
    indicators.interval_method,
    in_language($language, indicators.numerator_nl, indicators.numerator_fr, indicators.numerator_en)
        as numerator_name,
    in_language($language, indicators.denominator_nl, indicators.denominator_fr, indicators.denominator_en)
        as denominator_name,
    in_language($language, indicators.caveat_nl, indicators.caveat_fr, indicators.caveat_en) as caveat,
    group_names.name as group_name,
    indicators.source_wording,
    figures.sources,
    figures.first_period_end,
    figures.last_period_end,
    figures.last_received_at,
    outside.codes
from current_rows('indicators', $known_at) as indicators
cross join figures
cross join outside
left join group_names on indicators.target_group_id = group_names.target_group_id
where indicators.indicator_id = $indicator and indicators.kind = 'context'
