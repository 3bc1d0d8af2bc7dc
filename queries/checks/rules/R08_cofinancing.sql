-- Question: Do local authorities and the employment service together pay the minimum share of each local
-- partnership, which is lower in an exception area?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} per cent paid, at least {stated} needed
-- Unit: number
-- Pages: partnerships, partnership, finance
with compared as (
    select * from cofinancing_checks($known_at, $tolerance)
),

programmes as (
    select
        partnership_id,
        max(rate_percent) filter (where line = 'cofinancing_minimum') as minimum
    from current_rows('budgets', $known_at)
    where line in ('cofinancing_minimum', 'cofinancing_minimum_exception')
    group by partnership_id
)

select
    outcome,
    partnership_id,
    cast(null as varchar) as subject,
    minimum as stated,
    round(share, 4) as computed,
    round(share - minimum, 4) as difference,
    case
        when share is null then 'amount_not_stated'
        when minimum is null then 'rate_not_stated'
        when outcome <> 'pass' then 'below_minimum'
    end as reason
from compared
union all by name
select
    'not_computable' as outcome,
    partnership_id,
    minimum as stated,
    'no_list' as reason
from programmes
where partnership_id not in (select parent_id from compared)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from programmes)
order by partnership_id
