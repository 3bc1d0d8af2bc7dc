-- Question: What have partnerships done in this municipality, as a whole or in each of its neighbourhoods?
-- Parameters: $area (text), $partnerships (list of texts), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, partnership, indicator_id, name, measure, unit, area_id, area, actual, actual_low,
--     actual_high, missing, done, done_of, readings, baseline, target, target_kind, target_promised,
--     direction, share_of_target, share_low, share_high, state, last_period_end
with places as (
    select $area as area_id
    union
    select area_id
    from areas_inside($known_at)
    where outer_id = $area
),

serving as (
    select
        partnership_id,
        name
    from partnerships_in($language, $known_at)
    where list_contains($partnerships::varchar[], partnership_id)
)

select
    serving.partnership_id,
    serving.name as partnership,
    attained.indicator_id,
    indicators.name,
    attained.measure,
    attained.unit,
    areas.area_id,
    areas.name as area,
    attained.actual,
    attained.actual_low,
    attained.actual_high,
    attained.missing,
    attained.done,
    attained.done_of,
    attained.readings,
    attained.baseline,
    attained.target,
    attained.target_kind,
    attained.target_promised,
    attained.direction,
    attained.share_of_target,
    attained.share_low,
    attained.share_high,
    attained.state,
    attained.last_period_end
from serving
inner join lateral (
    select * from part_attainment('area', serving.partnership_id, [$as_of::date], $known_at, null)
    where is_headline
) as attained on true
inner join places on attained.part_id = places.area_id
inner join areas_in($language, $known_at) as areas on places.area_id = areas.area_id
inner join indicators_in($language, $known_at) as indicators on attained.indicator_id = indicators.indicator_id
where attained.actual is not null or attained.actual_low is not null or attained.missing is not null
order by
    serving.name,
    serving.partnership_id,
    indicators.sequence,
    attained.indicator_id,
    areas.area_id <> $area,
    area,
    areas.area_id
