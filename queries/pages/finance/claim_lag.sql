-- Question: How long do certification and payment take, and what is still open?
-- Parameters: $partnerships (list of text), $as_of (date), $known_at (timestamp)
-- Columns: claims, first_period_end, last_period_end, claimants_last, certified_claims, certified_after,
--     uncertified_claims, uncertified, uncertified_since, not_accepted, paid_claims, paid_after, unpaid_claims, unpaid,
--     unpaid_since, undated
with ended as materialized (
    select
        *,
        period_end = max(period_end) over () as is_last,
        reported is not null and certified_on is null as awaits_certification,
        claimed is not null and paid_on is null as awaits_payment
    from claims_so_far($partnerships, $as_of, $known_at)
)

select
    count(*) as claims,
    min(period_end) as first_period_end,
    max(period_end) as last_period_end,
    -- A partner claims once per period.
    count(*) filter (where is_last and reported is not null) as claimants_last,
    count(certified_on) as certified_claims,
    median(certified_on - period_end) as certified_after,
    count(*) filter (where awaits_certification) as uncertified_claims,
    sum(reported) filter (where awaits_certification) as uncertified,
    min(period_end) filter (where awaits_certification) as uncertified_since,
    sum(reported - certified) as not_accepted,
    count(paid_on) as paid_claims,
    median(paid_on - period_end) as paid_after,
    count(*) filter (where awaits_payment) as unpaid_claims,
    sum(claimed) filter (where awaits_payment) as unpaid,
    min(period_end) filter (where awaits_payment) as unpaid_since,
    count(*) filter (where undated) as undated
from ended
