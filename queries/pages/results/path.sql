-- Question: How did an indicator move towards the target of one tier, on the given days and the target's milestones?
-- Parameters: $partnership (text), $indicator (text), $days (list of dates), $known_at (timestamp),
--     $partner (text or null), $tier (text or null)
-- Columns: day, expected, reading, value
with days as (
    select list_concat($days::date[], coalesce(list(milestone_date order by milestone_date), [])) as listed
    from current_rows_of('target_milestones', $partnership, $known_at)
    where indicator_id = $indicator and tier is not distinct from $tier
),

path as (
    select
        as_of as day,
        readings
    from attainment($partnership, (select listed from days), $known_at, $partner)
    where indicator_id = $indicator and tier is not distinct from $tier
),

-- On the day itself, whoever reported: a value is held against its own day, the line to the target goes on.
planned as (
    select
        as_of as day,
        expected
    from tier_targets('whole', $partnership, (select listed from days), $known_at, $partner)
    where indicator_id = $indicator and tier = $tier
)

select
    path.day,
    planned.expected,
    readings.reading['reading'] as reading,
    readings.reading['actual'] as value
from path
left join planned using (day)
left join lateral unnest(path.readings) as readings (reading) on true
order by path.day, reading, value
