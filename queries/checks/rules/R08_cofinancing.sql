-- Question: Do local authorities and the employment service together pay the minimum share of each local
-- partnership, which is lower in an exception area?
-- Parameters: $known_at (timestamp), $tolerance (number)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with recursive programmes as (
    select
        partnership_id,
        max(rate_percent) filter (where line = 'cofinancing_minimum') as minimum,
        max(rate_percent) filter (where line = 'cofinancing_minimum_exception') as minimum_exception
    from current_rows('budgets', $known_at)
    where line in ('cofinancing_minimum', 'cofinancing_minimum_exception')
    group by partnership_id
),

local_partnerships as (
    select
        partnerships.partnership_id,
        partnerships.parent_id,
        partnerships.budget
    from current_rows('partnerships', $known_at) as partnerships
    inner join programmes on partnerships.parent_id = programmes.partnership_id
),

-- The area of a partnership and every area that it lies in.
surroundings as (
    select
        coverage.partnership_id,
        coverage.area_id
    from current_rows('coverage', $known_at) as coverage
    where coverage.partnership_id in (select partnership_id from local_partnerships) and coverage.role <> 'exception'
    union
    select
        surroundings.partnership_id,
        areas.parent_id
    from surroundings
    inner join current_rows('areas', $known_at) as areas on surroundings.area_id = areas.area_id
    where areas.parent_id is not null
),

exceptions as (
    select distinct local_partnerships.partnership_id
    from local_partnerships
    inner join current_rows('coverage', $known_at) as coverage
        on
            coverage.role = 'exception'
            and coverage.partnership_id in (local_partnerships.parent_id, local_partnerships.partnership_id)
    left join surroundings
        on local_partnerships.partnership_id = surroundings.partnership_id and coverage.area_id = surroundings.area_id
    where surroundings.area_id is not null or coverage.partnership_id = local_partnerships.partnership_id
),

budget_lines as (
    select
        budgets.partnership_id,
        budgets.line,
        budgets.amount,
        budgets.line = 'match'
        and (
            budgets.funding_source in (
                'local_authorities_and_employment_service', 'employment_service', 'municipality'
            )
            or coalesce(payers.type in ('local_authority', 'public_employment_service'), false)
        ) as counts
    from current_rows('budgets', $known_at) as budgets
    left join current_rows('organisations', $known_at) as payers
        on
            coalesce(budgets.funder_id, case when budgets.funding_source = 'own_funds' then budgets.partner_id end)
            = payers.organisation_id
),

amounts as (
    select
        partnership_id,
        coalesce(
            sum(amount) filter (where line = 'eligible_total'), sum(amount) filter (where line = 'eligible')
        ) as total,
        sum(amount) filter (where counts) as cofinanced,
        coalesce(bool_or(amount is null) filter (where counts), true) as incomplete
    from budget_lines
    group by partnership_id
),

compared as (
    select
        local_partnerships.partnership_id,
        cast(coalesce(amounts.total, local_partnerships.budget) as double) as cost,
        case when not amounts.incomplete then cast(amounts.cofinanced as double) end as contribution,
        case
            when exceptions.partnership_id is not null then programmes.minimum_exception
            else programmes.minimum
        end as stated,
        100 * contribution / nullif(cost, 0) as computed,
        cost * stated / 100 - contribution as short_by
    from local_partnerships
    inner join programmes on local_partnerships.parent_id = programmes.partnership_id
    left join amounts on local_partnerships.partnership_id = amounts.partnership_id
    left join exceptions on local_partnerships.partnership_id = exceptions.partnership_id
)

select
    case
        when computed is null or stated is null then 'not_computable'
        when short_by <= $tolerance then 'within_tolerance'
        else 'fail'
    end as outcome,
    partnership_id,
    cast(null as varchar) as subject,
    stated,
    round(computed, 4) as computed,
    round(computed - stated, 4) as difference,
    case
        when computed is null then 'amount_not_stated'
        when stated is null then 'rate_not_stated'
        else 'below_minimum'
    end as reason
from compared
where computed is null or stated is null or round(short_by, 2) > 0
union all by name
select
    'not_computable' as outcome,
    partnership_id,
    minimum as stated,
    'no_list' as reason
from programmes
where partnership_id not in (select parent_id from local_partnerships)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from programmes)
order by partnership_id
