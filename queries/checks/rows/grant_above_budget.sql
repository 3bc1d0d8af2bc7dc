-- Question: Which grants are higher than the budget they are part of, by more than a euro of rounding?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: The grant is higher than the budget or the eligible cost that it is part of.
-- Mend: Check both amounts; the difference may be a digit or a decimal mark too many.
with budget_lines as (
    select
        partnership_id,
        coalesce(partner_id, '') as partner_id,
        -- Only like is held against like: a partner's grant against its eligible cost, all grants against all costs.
        line in ('grant_total', 'eligible_total') as of_the_whole,
        line in ('grant', 'grant_total') as is_grant,
        amount,
        amount_min,
        amount_max,
        submission_id,
        file_number,
        source_row
    from current_rows('budgets', $known_at)
    where line in ('grant', 'grant_total', 'eligible', 'eligible_total')
),

-- A cost that is not stated could be anything.
costs as (
    select
        partnership_id,
        partner_id,
        of_the_whole,
        sum(coalesce(amount, amount_max)) as cost
    from budget_lines
    where not is_grant
    group by partnership_id, partner_id, of_the_whole
    having count(coalesce(amount, amount_max)) = count(*)
),

grants as (
    select
        partnership_id,
        partner_id,
        of_the_whole,
        sum(coalesce(amount, amount_min)) as granted
    from budget_lines
    where is_grant
    group by partnership_id, partner_id, of_the_whole
),

too_much as (
    select grants.*
    from grants
    inner join costs using (partnership_id, partner_id, of_the_whole)
    where grants.granted > costs.cost + 1
)

select
    'partnerships' as table_name,
    partnerships.file_number,
    partnerships.source_row,
    'grant' as field,
    partnerships.grant as value
from partnerships
where
    partnerships.submission_id = $submission_id
    and partnerships.grant > coalesce(partnerships.budget, partnerships.budget_max) + 1
union all
-- The rows handed in, whether it is the grant that is too high or the cost too low.
select
    'budgets' as table_name,
    budget_lines.file_number,
    budget_lines.source_row,
    'amount' as field,
    coalesce(budget_lines.amount, budget_lines.amount_min) as value
from budget_lines
inner join too_much using (partnership_id, partner_id, of_the_whole)
where budget_lines.submission_id = $submission_id
