-- Question: What does the monitor say of this municipality itself, in the last period that has a value?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, theme, unit, period_end, value, lower, upper, missing, source
select
    area_values.indicator_id,
    in_language($language, indicators.name_nl, indicators.name_fr, indicators.name_en) as name,
    indicators.theme,
    indicators.unit,
    area_values.period_end,
    area_values.value,
    area_values.lower,
    area_values.upper,
    area_values.missing,
    sources.short_title as source
from current_rows('area_values', $known_at) as area_values
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
left join current_rows('sources', $known_at) as sources on area_values.source_id = sources.source_id
where area_values.area_id = $area and area_values.period_end <= $as_of::date
qualify
    row_number() over (
        partition by area_values.indicator_id
        order by area_values.value is not null desc, area_values.period_end desc
    ) = 1
order by indicators.theme, indicators.sequence, name
