-- Question: How did an indicator move towards the target of one tier, on the given days?
-- Parameters: $partnership (text), $indicator (text), $days (list of dates), $known_at (timestamp), $partner (text or null), $tier (text or null)
-- Columns: day, expected, reading, value
select
    path.as_of as day,
    path.expected,
    reading.reading,
    reading.actual as value
from attainment($partnership, $days, $known_at, $partner) as path
left join lateral unnest(path.readings) as readings (reading) on true
where path.indicator_id = $indicator and path.tier is not distinct from $tier
order by day, reading.reading
