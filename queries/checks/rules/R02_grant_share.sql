-- Question: Is the grant of each partner the agreed share of its eligible cost?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} granted, {computed} by the agreed share
-- Unit: eur
-- Pages: finance
with compared as (
    select * from budget_checks(null, $known_at, $tolerance)
    where share_outcome is not null
)

select
    share_outcome as outcome,
    partnership_id,
    partner_id as subject,
    cast(granted as double) as stated,
    agreed as computed,
    share_difference as difference,
    case
        when needed is null then 'amount_not_stated'
        when agreed is null then 'rate_not_stated'
        else 'share_differs'
    end as reason
from compared
where share_outcome <> 'pass'
union all by name
select
    'pass' as outcome,
    partnership_id
from compared
group by partnership_id
having bool_and(share_outcome = 'pass')
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject
