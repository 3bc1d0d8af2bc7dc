-- Question: Does the match funding of each partner cover the eligible cost that the grant does not pay?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with partner_budgets as (
    select
        partnership_id,
        partner_id,
        sum(amount) filter (where line = 'eligible') as eligible,
        sum(amount) filter (where line = 'grant') as granted,
        sum(amount) filter (where line = 'match') as matched,
        bool_or(amount is null) as incomplete
    from current_rows('budgets', $known_at)
    where line in ('eligible', 'grant', 'match') and partner_id is not null
    group by partnership_id, partner_id
    qualify bool_or(bool_or(line = 'grant')) over (partition by partnership_id)
),

compared as (
    select
        partnership_id,
        partner_id,
        eligible - granted as stated,
        -- A piece without an amount is unknown, not zero: the others alone are not the match funding.
        case when not incomplete then matched end as computed,
        computed - stated as difference
    from partner_budgets
)

select
    case
        when difference is null then 'not_computable'
        when abs(difference) <= $tolerance then 'within_tolerance'
        else 'fail'
    end as outcome,
    partnership_id,
    partner_id as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(difference as double) as difference,
    case when difference is null then 'amount_not_stated' else 'match_differs' end as reason
from compared
where difference is distinct from 0
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject
