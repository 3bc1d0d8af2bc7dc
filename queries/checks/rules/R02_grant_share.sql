-- Question: Is the grant of each partner the agreed share of its eligible cost?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with partner_budgets as (
    select
        partnership_id,
        partner_id,
        sum(amount) filter (where line = 'eligible') as eligible,
        sum(amount) filter (where line = 'grant') as granted,
        max(rate_percent) filter (where line = 'grant') as rate_percent,
        bool_or(amount is null) as incomplete
    from current_rows('budgets', $known_at)
    where line in ('eligible', 'grant') and partner_id is not null
    group by partnership_id, partner_id
    -- A budget that names no grant per partner (a local partnership, say) has no share to judge.
    qualify bool_or(bool_or(line = 'grant')) over (partition by partnership_id)
),

project_rates as (
    select
        partnership_id,
        max(rate_percent) as rate_percent
    from current_rows('budgets', $known_at)
    where line = 'grant_total'
    group by partnership_id
),

compared as (
    select
        partner_budgets.partnership_id,
        partner_budgets.partner_id,
        partner_budgets.incomplete or partner_budgets.eligible is null or partner_budgets.granted is null as unknown,
        cast(partner_budgets.granted as double) as stated,
        round(
            partner_budgets.eligible / 100
            * coalesce(partner_budgets.rate_percent, project_rates.rate_percent, partnerships.grant_rate_percent),
            2
        ) as computed,
        case when not unknown then round(stated - computed, 2) end as difference
    from partner_budgets
    left join project_rates using (partnership_id)
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
)

select
    case
        when difference is null then 'not_computable'
        when abs(difference) <= $tolerance then 'within_tolerance'
        else 'fail'
    end as outcome,
    partnership_id,
    partner_id as subject,
    stated,
    computed,
    difference,
    case
        when unknown then 'amount_not_stated'
        when difference is null then 'rate_not_stated'
        else 'share_differs'
    end as reason
from compared
where difference is distinct from 0
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id, subject
