-- Question: What support was asked for from this municipality, by kind; and per 10 000 inhabitants, beside the other
--     municipalities from which requests came?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, partnership, kind, requests, last_period_end, per_10000, others, median_of_others
with places as (
    select $area as area_id
    union
    select area_id
    from areas_inside($known_at)
    where outer_id = $area
),

asked as (
    select
        *,
        area_id in (select places.area_id from places) as is_here
    from current_rows('support_requests', $known_at)
    where period_end <= $as_of::date
),

totals as (
    select
        areas.area_id,
        10000 * sum(asked.requests) / any_value(areas.population) as per_10000
    from current_rows('areas', $known_at) as areas
    inner join asked on areas.area_id = if(asked.is_here, $area, asked.area_id)
    where
        areas.population > 0
        and (
            areas.area_id = $area
            or (areas.level = 'municipality' and valid_on($as_of, areas.valid_from, areas.valid_to))
        )
    group by areas.area_id
),

beside as (
    select
        any_value(per_10000) filter (where area_id = $area) as per_10000,
        count(*) filter (where area_id <> $area) as others,
        median(per_10000) filter (where area_id <> $area) as median_of_others
    from totals
)

select
    asked.partnership_id,
    any_value(partnerships.name) as partnership,
    asked.kind,
    sum(asked.requests) as requests,
    max(asked.period_end) as last_period_end,
    any_value(beside.per_10000) as per_10000,
    any_value(beside.others) as others,
    any_value(beside.median_of_others) as median_of_others
from asked
cross join beside
inner join partnerships_in($language, $known_at) as partnerships using (partnership_id)
where asked.is_here
group by asked.partnership_id, asked.kind
order by partnership, requests desc, asked.kind, asked.partnership_id
