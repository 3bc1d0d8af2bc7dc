-- Question: What does the action cost, what is its limit, for what, and who is involved?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: cost, cost_limit, reported, funder, cost_items, target_groups, note
with costs as (
    select
        sum(budgets.amount) as cost,
        any_value(in_language($language, organisations.name_nl, organisations.name_fr, organisations.name_en))
            as funder,
        any_value(budgets.note) as note
    from current_rows_of('budgets', $partnership, $known_at) as budgets
    left join current_rows('organisations', $known_at) as organisations
        on budgets.funder_id = organisations.organisation_id
    where budgets.line = 'action_cost'
    having count(*) > 0
),

claimed as (
    select sum(reported) as reported
    from current_rows_of('claims', $partnership, $known_at)
),

items as (
    select list(in_language($language, name_nl, name_fr, name_en) order by sequence, activity_id) as cost_items
    from current_rows_of('activities', $partnership, $known_at)
    where kind = 'cost_item'
),

group_names as (
    select list(in_language($language, name_nl, name_fr, name_en) order by target_group_id) as target_groups
    from current_rows_of('target_groups', $partnership, $known_at)
    where selected
)

select
    costs.cost,
    partnerships.budget as cost_limit,
    claimed.reported,
    costs.funder,
    items.cost_items,
    group_names.target_groups,
    costs.note
from costs
cross join claimed
cross join items
cross join group_names
inner join current_rows_of('partnerships', $partnership, $known_at) as partnerships on true
