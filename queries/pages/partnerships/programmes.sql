-- Question: How do the programmes differ: period, money, partners, for whom?
-- Parameters: $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, programme_name, fund, stage, data_status, start_date, start_precision, end_date,
--     end_precision, selected_on, budget, budget_min, budget_max, budget_is_approximate, grant_rate_percent, partners,
--     partners_at_least, fewest_partners, most_partners, partnerships, target_groups, further_groups, source
with partner_counts as (
    select
        partnership_id,
        count(distinct organisation_id) as partners
    from current_rows('partners', $known_at)
    where is_partner(role) and coalesce(date_joined <= $as_of::date, true)
    group by partnership_id
),

group_names as (
    select
        partnership_id,
        list(name order by is_main desc nulls last, dimension, target_group_id) as target_groups
    from target_groups_in($language, $known_at)
    where selected
    group by partnership_id
),

children as (
    select
        parent_id as partnership_id,
        count(*) as partnerships
    from current_rows('partnerships', $known_at)
    where parent_id is not null
    group by parent_id
),

selections as (
    select
        partnership_id,
        min(start_date) as selected_on
    from current_rows('milestones', $known_at)
    where kind = 'selection'
    group by partnership_id
),

counted as (
    select
        partnership_id,
        max(value) as partnerships
    from current_rows('coverage_statistics', $known_at)
    where counted = 'partnerships' and coalesce(as_of <= $as_of::date, true)
    group by partnership_id
)

select
    partnerships.partnership_id,
    partnerships.name,
    partnerships.programme as programme_name,
    partnerships.fund,
    partnerships.stage,
    partnerships.data_status,
    partnerships.start_date,
    partnerships.start_precision,
    partnerships.end_date,
    partnerships.end_precision,
    selections.selected_on,
    partnerships.budget,
    partnerships.budget_min,
    partnerships.budget_max,
    partnerships.budget_is_approximate,
    partnerships.grant_rate_percent,
    partner_counts.partners,
    -- More than are listed: then the list is incomplete.
    case
        when partnerships.partners_at_least > coalesce(partner_counts.partners, 0) then partnerships.partners_at_least
    end
        as partners_at_least,
    case when limits.states_a_range then limits.fewest end as fewest_partners,
    case when limits.states_a_range then limits.most end as most_partners,
    coalesce(counted.partnerships, children.partnerships) as partnerships,
    group_names.target_groups,
    -- How many do not fit in a table that shows the first four.
    greatest(len(group_names.target_groups) - 4, 0) as further_groups,
    sources.short_title as source
from partnerships_in($language, $known_at) as partnerships
left join partner_counts on partnerships.partnership_id = partner_counts.partnership_id
left join selections on partnerships.partnership_id = selections.partnership_id
left join group_names on partnerships.partnership_id = group_names.partnership_id
left join children on partnerships.partnership_id = children.partnership_id
left join counted on partnerships.partnership_id = counted.partnership_id
left join composition_limits($known_at) as limits on partnerships.partnership_id = limits.partnership_id
left join current_rows('sources', $known_at) as sources on partnerships.source_id = sources.source_id
where partnerships.parent_id is null
order by coalesce(partnerships.start_date, selections.selected_on) nulls last, name, partnerships.partnership_id
