-- Question: Do the grants of the partners add up to the grant of the project?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} in total, {computed} over the partners
-- Unit: eur
-- Pages: finance
with partner_grants as (
    select
        partnership_id,
        sum(amount) as amount,
        bool_or(amount is null) as incomplete
    from current_rows('budgets', $known_at)
    where line = 'grant' and partner_id is not null
    group by partnership_id
),

project_grants as (
    select
        partnership_id,
        sum(amount) as amount
    from current_rows('budgets', $known_at)
    where line = 'grant_total'
    group by partnership_id
),

compared as (
    select
        partner_grants.partnership_id,
        coalesce(project_grants.amount, partnerships.grant) as stated,
        case when not partner_grants.incomplete then partner_grants.amount end as computed,
        computed - stated as difference
    from partner_grants
    left join project_grants using (partnership_id)
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
)

select
    money_outcome(difference, $tolerance) as outcome,
    partnership_id,
    cast(null as varchar) as subject,
    cast(stated as double) as stated,
    cast(computed as double) as computed,
    cast(difference as double) as difference,
    case when difference is null then 'amount_not_stated' when difference <> 0 then 'sum_differs' end as reason
from compared
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id
