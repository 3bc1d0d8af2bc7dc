-- Question: How did each indicator change over time in each area, and for the benchmark of the chosen area?
-- Parameters: $partnership (text), $area (text), $benchmark (text), $as_of (date), $known_at (timestamp)
-- Columns: indicator_id, area_id, days, amounts
with beside as (
    select * from monitor_beside($partnership, $benchmark, $as_of, $known_at)
),

-- The benchmark is the line without an area. Where the benchmark is an area, that area is the line.
lines as (
    select
        indicator_id,
        area_id,
        period_end,
        value as amount
    from beside
    where area_id <> $benchmark
    union all
    select
        indicator_id,
        null as area_id,
        period_end,
        beside_value as amount
    from beside
    where area_id = $area
)

select
    indicator_id,
    area_id,
    list(period_end order by period_end) as days,
    list(amount order by period_end) as amounts
from lines
where amount is not null
group by indicator_id, area_id
order by indicator_id, area_id
