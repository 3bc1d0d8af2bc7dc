-- Question: What does the monitor say of this municipality itself, in the last period that has a value, and beside the
--     other municipalities in the same period? Those that can be compared stand first; a count says how big a place is,
--     not how it fares, and is compared with nobody.
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, theme, unit, period_end, value, lower, upper, missing, source, others, median_of_others,
--     lowest_of_others, highest_of_others, all_others
with chosen as (
    select level
    from current_rows('areas', $known_at)
    where area_id = $area
),

peers as (
    select
        areas.area_id,
        areas.name
    from areas_in($language, $known_at) as areas
    where
        areas.area_id = $area
        or (
            areas.level in (select chosen.level from chosen)
            and valid_on($as_of, areas.valid_from, areas.valid_to)
        )
),

figures as (
    select
        area_values.*,
        peers.name as area,
        indicators.theme,
        indicators.sequence,
        indicators.unit,
        indicators.name,
        is_a_count(indicators.measure, indicators.unit) as is_count,
        -- From both parts when both are given, as on the page of the neighbourhoods: what is stored may be rounded.
        case
            when area_values.missing is not null then null
            when area_values.numerator is null or area_values.denominator is null then area_values.value
            when area_values.denominator > 0
                then coalesce(indicators.multiplier, 1) * area_values.numerator / area_values.denominator
        end as amount
    from shown_area_values($known_at) as area_values
    inner join peers using (area_id)
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    where area_values.period_end <= $as_of::date
    qualify
        row_number() over (
            partition by area_values.indicator_id, area_values.area_id, area_values.period_end
            order by
                amount is not null desc,
                -- Of several sources the one that speaks on the page of the neighbourhoods (docs/monitor.md 1).
                area_values.submission_id desc,
                area_values.source_id nulls last,
                area_values.file_number,
                area_values.source_row
        ) = 1
),

here as (
    select *
    from figures
    where area_id = $area
    qualify row_number() over (partition by indicator_id order by amount is not null desc, period_end desc) = 1
),

beside as (
    select
        here.indicator_id,
        count(*) as others,
        median(figures.amount) as median_of_others,
        min(figures.amount) as lowest_of_others,
        max(figures.amount) as highest_of_others,
        list(
            struct_pack(area := figures.area, value := figures.amount) order by figures.amount, figures.area_id
        ) as all_others
    from here
    inner join figures using (indicator_id, period_end)
    where figures.area_id <> $area and figures.amount is not null and here.amount is not null and not here.is_count
    group by here.indicator_id
)

select
    here.indicator_id,
    here.name,
    here.theme,
    here.unit,
    here.period_end,
    here.amount as value,
    here.lower,
    here.upper,
    here.missing,
    sources.short_title as source,
    coalesce(beside.others, 0) as others,
    beside.median_of_others,
    beside.lowest_of_others,
    beside.highest_of_others,
    beside.all_others
from here
left join beside using (indicator_id)
left join current_rows('sources', $known_at) as sources on here.source_id = sources.source_id
order by coalesce(beside.others, 0) = 0, here.theme, here.sequence, here.name, here.indicator_id
