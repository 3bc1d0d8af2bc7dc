-- Question: How did the cost reported and certified and the grant claimed and paid add up, day by day?
-- Parameters: $partnerships (list of text), $as_of (date), $known_at (timestamp)
-- Columns: measure, day, so_far
with ended as materialized (
    select * from claims_so_far($partnerships, $as_of, $known_at)
),

events as (
    select
        'reported' as measure,
        period_end as day,
        reported as amount
    from ended
    union all
    select
        'certified' as measure,
        certified_on as day,
        certified as amount
    from ended
    union all
    select
        'claimed' as measure,
        period_end as day,
        claimed as amount
    from ended
    union all
    select
        'paid' as measure,
        paid_on as day,
        paid as amount
    from ended
),

daily as (
    select
        measure,
        day,
        sum(amount) as amount
    from events
    where amount is not null and day is not null
    group by measure, day
)

select
    measure,
    day,
    sum(amount) over (partition by measure order by day) as so_far
from daily
order by measure, day
