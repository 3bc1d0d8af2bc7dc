-- Question: How did some indicators move towards the target of each tier, on the given days and on
--     the days of its milestones?
-- Parameters: $partnership (text), $indicators (list of text), $days (list of dates), $known_at (timestamp),
--     $partner (text or null)
-- Columns: indicator_id, tier, day, is_milestone, expected, reading, value
with milestones as (
    select distinct
        indicator_id,
        tier,
        milestone_date as day
    from current_rows_of('target_milestones', $partnership, $known_at)
    where list_contains($indicators::varchar[], indicator_id)
),

days as (
    select list_concat($days::date[], coalesce((select list(distinct day order by day) from milestones), [])) as listed
),

path as (
    select
        indicator_id,
        tier,
        as_of as day,
        readings
    from attainment($partnership, (select listed from days), $known_at, $partner)
    where list_contains($indicators::varchar[], indicator_id)
),

-- On the day itself, whoever reported: a value is held against its own day, the line to the target goes on.
planned as (
    select
        indicator_id,
        tier,
        as_of as day,
        expected
    from tier_targets('whole', $partnership, (select listed from days), $known_at, $partner)
    where list_contains($indicators::varchar[], indicator_id)
)

select
    path.indicator_id,
    path.tier,
    path.day,
    milestones.day is not null as is_milestone,
    planned.expected,
    readings.reading['reading'] as reading,
    readings.reading['actual'] as value
from path
left join planned using (indicator_id, tier, day)
left join milestones using (indicator_id, tier, day)
left join lateral unnest(path.readings) as readings (reading) on true
order by path.indicator_id, path.tier, path.day, reading, value
