-- Question: What was reported, claimed, certified and paid of each period, and after how many days?
-- Parameters: $partnerships (list of text), $as_of (date), $known_at (timestamp)
-- Columns: period_end, claims, reported, claimed, certified, paid, certified_after, paid_after, waiting_certification,
--     waiting_payment
select
    period_end,
    count(*) as claims,
    sum(reported) as reported,
    sum(claimed) as claimed,
    sum(certified) as certified,
    sum(paid) as paid,
    median(certified_on - period_end) as certified_after,
    median(paid_on - period_end) as paid_after,
    count(*) filter (where reported is not null and certified_on is null) as waiting_certification,
    count(*) filter (where claimed is not null and paid_on is null) as waiting_payment
from claims_so_far($partnerships, $as_of, $known_at)
group by period_end
order by period_end desc
