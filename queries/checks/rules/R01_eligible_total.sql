-- Question: Do the eligible costs of the partners add up to the total of the project?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} in total, {computed} over the partners
-- Unit: eur
-- Pages: finance
with partner_costs as (
    select
        partnership_id,
        sum(amount) as amount,
        bool_or(amount is null) as incomplete
    from current_rows('budgets', $known_at)
    where line = 'eligible'
    group by partnership_id
),

project_totals as (
    select
        partnership_id,
        sum(amount) as amount
    from current_rows('budgets', $known_at)
    where line = 'eligible_total'
    group by partnership_id
),

compared as (
    select
        partner_costs.partnership_id,
        coalesce(project_totals.amount, partnerships.budget) as stated,
        case when not partner_costs.incomplete then partner_costs.amount end as computed,
        computed - stated as difference
    from partner_costs
    left join project_totals using (partnership_id)
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
