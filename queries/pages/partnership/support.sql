-- Question: How often was support asked for, by kind: how many hours did it take and how many initiatives started?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp)
-- Columns: kind, requests, hours, started, hours_known, started_known, rows_counted, last_period_end
select
    kind,
    sum(requests) as requests,
    -- The sum of fractions depends on their order.
    sum(hours order by hours) as hours,
    sum(started) as started,
    count(hours) as hours_known,
    count(started) as started_known,
    count(*) as rows_counted,
    max(period_end) as last_period_end
from current_rows_of('support_requests', $partnership, $known_at)
where period_end <= $as_of::date
group by kind
order by requests desc, kind
