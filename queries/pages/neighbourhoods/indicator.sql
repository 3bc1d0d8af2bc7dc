-- Question: What does an indicator of the monitor mean, where does it come from, and when was it last updated?
-- Parameters: $indicator (text), $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, theme, unit, measure, direction, multiplier, interval_method,
--     numerator_name, denominator_name, caveat, group_name, source_wording, sources, first_period_end, last_period_end,
--     last_received_at, codes
with stated as (
    select
        'area_values' as table_name,
        *
    from monitor_values($partnership, $as_of, $known_at)
    where indicator_id = $indicator
),

figures as (
    select
        min(period_end) as first_period_end,
        max(period_end) as last_period_end,
        max(received_at) as last_received_at,
        list(distinct source_title order by source_title) as sources
    from with_provenance('stated', $known_at)
),

outside as (
    select list(code_list || ' ' || code || ' (' || relation || ')' order by code_list, code) as codes
    from current_rows('indicator_codes', $known_at)
    where indicator_id = $indicator
),

group_names as (
    -- Two partnerships may call a group by different names.
    select
        target_group_id,
        first(name order by partnership_id = $partnership desc, partnership_id) as name
    from target_groups_in($language, $known_at)
    group by target_group_id
)

select
    indicators.indicator_id,
    indicators.name,
    indicators.definition,
    indicators.theme,
    indicators.unit,
    indicators.measure,
    indicators.direction,
    indicators.multiplier,
    indicators.interval_method,
    indicators.numerator as numerator_name,
    indicators.denominator as denominator_name,
    indicators.caveat,
    group_names.name as group_name,
    indicators.source_wording,
    figures.sources,
    figures.first_period_end,
    figures.last_period_end,
    figures.last_received_at,
    outside.codes
from indicators_in($language, $known_at) as indicators
cross join figures
cross join outside
left join group_names on indicators.target_group_id = group_names.target_group_id
where indicators.indicator_id = $indicator and indicators.kind = 'context'
