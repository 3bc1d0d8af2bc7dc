-- Question: Which stored figures stand behind the profile of an area, and in which file and row?
-- Parameters: $partnership (text), $area (text), $benchmark (text), $as_of (date), $known_at (timestamp),
--     $language (text)
-- Columns: indicator_id, indicator, theme, unit, area_id, area, role, period_end, value, numerator, denominator, lower,
--     upper, missing, small_numbers, benchmark_value, benchmark_numerator, benchmark_denominator, benchmark_lower,
--     benchmark_upper, benchmark_derived, benchmark_nested, comparison, reason, trend, trend_reason, target,
--     target_tier, source, source_section, note, submission_id, file_name, sheet, source_row
with stated as (
    select
        'area_values' as table_name,
        *
    from monitor($partnership, $area, $benchmark, $as_of, $known_at)
    where submission_id is not null
)

select
    compared.indicator_id,
    indicators.name as indicator,
    indicators.theme,
    indicators.unit,
    compared.area_id,
    areas.name as area,
    compared.role,
    compared.period_end,
    compared.value,
    compared.numerator,
    compared.denominator,
    compared.lower,
    compared.upper,
    compared.missing,
    compared.small_numbers,
    compared.beside_value as benchmark_value,
    compared.beside_numerator as benchmark_numerator,
    compared.beside_denominator as benchmark_denominator,
    compared.beside_lower as benchmark_lower,
    compared.beside_upper as benchmark_upper,
    compared.beside_derived as benchmark_derived,
    compared.beside_nested as benchmark_nested,
    compared.comparison,
    compared.reason,
    compared.trend,
    compared.trend_reason,
    compared.target,
    compared.target_tier,
    compared.source,
    compared.source_section,
    compared.note,
    compared.submission_id,
    compared.file_name,
    compared.sheet,
    compared.source_row
from with_provenance('stated', $known_at) as compared
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
inner join areas_in($language, $known_at) as areas using (area_id)
order by
    indicators.sequence,
    compared.indicator_id,
    compared.area_id = $area desc,
    compared.role,
    area,
    compared.area_id
