-- Question: Does the match funding of each partner cover the eligible cost that the grant does not pay?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} needed, {computed} of match funding
-- Unit: eur
-- Pages: finance
with compared as (
    select * from budget_checks(null, $known_at, $tolerance)
    where outcome is not null
)

select
    outcome,
    partnership_id,
    partner_id as subject,
    cast(needed as double) as stated,
    cast(matched as double) as computed,
    cast(difference as double) as difference,
    case when difference is null then 'amount_not_stated' else 'match_differs' end as reason
from compared
where outcome <> 'pass'
union all by name
select
    'pass' as outcome,
    partnership_id
from compared
group by partnership_id
having bool_and(outcome = 'pass')
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject
