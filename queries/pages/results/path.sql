-- Question: How did an indicator move towards the target of one tier, on the given days and the target's milestones?
-- Parameters: $partnership (text), $indicator (text), $days (list of dates), $known_at (timestamp),
--     $partner (text or null), $tier (text or null)
-- Columns: day, expected, reading, value
with path as (
    select *
    from
        attainment(
            $partnership,
            (
                select list_concat($days::date[], coalesce(list(milestone_date order by milestone_date), []))
                from current_rows_of('target_milestones', $partnership, $known_at)
                where indicator_id = $indicator and tier is not distinct from $tier
            ),
            $known_at,
            $partner
        )
    where indicator_id = $indicator and tier is not distinct from $tier
)

select
    path.as_of as day,
    path.expected,
    readings.reading['reading'] as reading,
    readings.reading['actual'] as value
from path
left join lateral unnest(path.readings) as readings (reading) on true
order by day, reading, value
