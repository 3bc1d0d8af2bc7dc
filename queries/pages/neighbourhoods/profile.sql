-- Question: How does one area stand beside its benchmark on every indicator of the monitor?
-- Parameters: $partnership (text), $area (text), $benchmark (text), $as_of (date), $known_at (timestamp),
--     $language (text)
-- Columns: indicator_id, name, theme, unit, is_count, numerator_name, denominator_name, caveat, period_end, value,
--     numerator, denominator, lower, upper, missing, small_numbers, beside_value, beside_numerator,
--     beside_denominator, beside_lower, beside_upper, beside_derived, beside_nested, comparison, reason, trend,
--     trend_reason, trend_judgement, then_period_end, then_value, then_beside_value, then_comparison, gap, gap_lower,
--     gap_upper, then_gap, then_gap_lower, then_gap_upper, gap_change, gap_reason, gap_judgement, target, target_tier,
--     source, all_areas
with compared as (
    select * from monitor($partnership, $area, $benchmark, $as_of, $known_at)
),

-- An indicator that never speaks of this area is left out: some are counted for municipalities only.
spoken_of as (
    select distinct indicator_id
    from monitor_values($partnership, $as_of, $known_at)
    where area_id = $area
),

-- What the chart and the map draw of all areas.
drawn as (
    select
        compared.indicator_id,
        max(compared.period_end) as period_end,
        list(
            struct_pack(
                area_id := compared.area_id,
                value := compared.value,
                lower := compared.lower,
                upper := compared.upper,
                missing := compared.missing,
                small_numbers := compared.small_numbers,
                comparison := compared.comparison,
                reason := compared.reason
            )
            order by compared.role, compared.area_id
        ) as all_areas
    from compared
    semi join spoken_of using (indicator_id)
    group by compared.indicator_id
)

select
    drawn.indicator_id,
    indicators.name,
    coalesce(indicators.theme, 'other') as theme,
    indicators.unit,
    is_a_count(indicators.measure, indicators.unit) as is_count,
    indicators.numerator as numerator_name,
    indicators.denominator as denominator_name,
    indicators.caveat,
    drawn.period_end,
    chosen.value,
    chosen.numerator,
    chosen.denominator,
    chosen.lower,
    chosen.upper,
    chosen.missing,
    chosen.small_numbers,
    chosen.beside_value,
    chosen.beside_numerator,
    chosen.beside_denominator,
    chosen.beside_lower,
    chosen.beside_upper,
    chosen.beside_derived,
    chosen.beside_nested,
    coalesce(chosen.comparison, 'not_compared') as comparison,
    case when chosen.area_id is null then 'no_value' else chosen.reason end as reason,
    chosen.trend,
    chosen.trend_reason,
    chosen.trend_judgement,
    chosen.then_period_end,
    chosen.then_value,
    chosen.then_beside_value,
    chosen.then_comparison,
    chosen.gap,
    chosen.gap_lower,
    chosen.gap_upper,
    chosen.then_gap,
    chosen.then_gap_lower,
    chosen.then_gap_upper,
    chosen.gap_change,
    case when chosen.area_id is null then 'not_compared' else chosen.gap_reason end as gap_reason,
    chosen.gap_judgement,
    chosen.target,
    chosen.target_tier,
    coalesce(sources.short_title, chosen.source_id) as source,
    drawn.all_areas
from drawn
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join compared as chosen on drawn.indicator_id = chosen.indicator_id and chosen.area_id = $area
left join current_rows('sources', $known_at) as sources on chosen.source_id = sources.source_id
order by
    list_position(
        ['work', 'income', 'education', 'housing', 'care', 'society', 'mobility', 'demography', 'other'], theme
    ),
    indicators.sequence,
    drawn.indicator_id
