-- Question: What does the monitor say of this municipality itself, in the last period that has a value?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, theme, unit, period_end, value, lower, upper, missing, source
with figures as (
    select
        area_values.*,
        indicators.theme,
        indicators.sequence,
        indicators.unit,
        indicators.name,
        -- From both parts when both are given, as on the page of the neighbourhoods: what is stored may be rounded.
        case
            when area_values.missing is not null then null
            when area_values.numerator is null or area_values.denominator is null then area_values.value
            when area_values.denominator > 0
                then coalesce(indicators.multiplier, 1) * area_values.numerator / area_values.denominator
        end as amount
    from shown_area_values($known_at) as area_values
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    where area_values.area_id = $area and area_values.period_end <= $as_of::date
)

select
    figures.indicator_id,
    figures.name,
    figures.theme,
    figures.unit,
    figures.period_end,
    figures.amount as value,
    figures.lower,
    figures.upper,
    figures.missing,
    sources.short_title as source
from figures
left join current_rows('sources', $known_at) as sources on figures.source_id = sources.source_id
qualify
    row_number() over (
        partition by figures.indicator_id
        order by
            figures.amount is not null desc,
            figures.period_end desc,
            -- Of several sources the one that speaks on the page of the neighbourhoods (docs/monitor.md 1).
            figures.submission_id desc,
            figures.source_id nulls last,
            figures.file_number,
            figures.source_row
    ) = 1
order by figures.theme, figures.sequence, figures.name, figures.indicator_id
