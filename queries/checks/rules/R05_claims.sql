-- Question: Is no more paid than claimed, no more claimed than the agreed share of the reported cost, and
-- nothing paid in advance?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated}, where {computed} is the most
-- Unit: eur
-- Pages: finance
with claims_so_far as (
    select
        partnership_id,
        partner_id,
        period_end,
        paid,
        paid_on,
        sum(reported) over so_far as reported_so_far,
        sum(claimed) over so_far as claimed_so_far,
        sum(paid) over so_far as paid_so_far
    from current_rows('claims', $known_at)
    window so_far as (partition by partnership_id, partner_id order by period_end)
),

partner_rates as (
    select
        partnership_id,
        partner_id,
        max(rate_percent) as rate_percent
    from current_rows('budgets', $known_at)
    where line = 'grant' and partner_id is not null
    group by partnership_id, partner_id
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
        claims.partnership_id,
        claims.partner_id,
        claims.period_end,
        'claimed_above_share' as reason,
        case when claims.reported_so_far is not null then 'rate_not_stated' else 'amount_not_stated' end as unknown,
        cast(claims.claimed_so_far as double) as stated,
        round(
            claims.reported_so_far / 100
            * coalesce(partner_rates.rate_percent, project_rates.rate_percent, partnerships.grant_rate_percent),
            2
        ) as computed
    from claims_so_far as claims
    left join partner_rates using (partnership_id, partner_id)
    left join project_rates using (partnership_id)
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
    union all
    select
        partnership_id,
        partner_id,
        period_end,
        'paid_above_claimed' as reason,
        'amount_not_stated' as unknown,
        cast(paid_so_far as double) as stated,
        cast(claimed_so_far as double) as computed
    from claims_so_far
    union all
    -- Paid before the period was over: it cannot have been the repayment of reported cost.
    select
        partnership_id,
        partner_id,
        period_end,
        'paid_in_advance' as reason,
        'amount_not_stated' as unknown,
        cast(paid as double) as stated,
        case when paid_on > period_end then cast(paid as double) else 0 end as computed
    from claims_so_far
    where paid_on is not null
),

judged as (
    select
        *,
        round(stated - computed, 2) as difference
    from compared
    where stated is not null
    -- Running totals stay too high after the first time: one row says it, at its worst.
    qualify row_number() over (
        partition by partnership_id, partner_id, reason order by difference desc nulls first, period_end
    ) = 1
)

select
    case
        when difference is null then 'not_computable'
        when reason = 'paid_in_advance' or difference > $tolerance then 'fail'
        else 'within_tolerance'
    end as outcome,
    partnership_id,
    partner_id as subject,
    stated,
    computed,
    difference,
    case when difference is null then unknown else reason end as reason
from judged
where difference is null or difference > 0
union all by name
select
    'pass' as outcome,
    partnership_id
from judged
group by partnership_id
having bool_and(coalesce(difference <= 0, false))
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where
    not exists (
        select 1 from compared
        where stated is not null
    )
order by partnership_id, subject, reason
