-- Question: What does the action cost, what is its limit, for what, and who is involved?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: cost, is_approximate, cost_limit, reported, is_within_cost, funder, cost_items, target_groups, note
with costs as (
    select
        sum(budgets.amount) as cost,
        coalesce(bool_or(budgets.is_approximate), false) as is_approximate,
        -- Of several lines, the first that names one.
        first(
            organisations.name
            order by organisations.name is null, budgets.submission_id, budgets.file_number, budgets.source_row
        ) as funder,
        first(
            budgets.note
            order by budgets.note is null, budgets.submission_id, budgets.file_number, budgets.source_row
        ) as note
    from current_rows_of('budgets', $partnership, $known_at) as budgets
    left join organisations_in($language, $known_at) as organisations
        on budgets.funder_id = organisations.organisation_id
    where budgets.line = 'action_cost'
    having count(*) > 0
),

claimed as (
    select sum(reported) as reported
    from current_rows_of('claims', $partnership, $known_at)
    where period_end <= $as_of::date
),

items as (
    select list(name order by sequence, activity_id) as cost_items
    from activities_in($language, $known_at)
    where partnership_id = $partnership and kind = 'cost_item'
),

group_names as (
    select list(name order by target_group_id) as target_groups
    from target_groups_in($language, $known_at)
    where partnership_id = $partnership and selected
)

select
    costs.cost,
    costs.is_approximate,
    partnerships.budget as cost_limit,
    claimed.reported,
    claimed.reported <= costs.cost as is_within_cost,
    costs.funder,
    items.cost_items,
    group_names.target_groups,
    costs.note
from costs
cross join claimed
cross join items
cross join group_names
inner join current_rows_of('partnerships', $partnership, $known_at) as partnerships on true
