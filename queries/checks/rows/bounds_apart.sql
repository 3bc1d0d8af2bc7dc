-- Question: Which values lie outside their own lower and upper bound?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: The value lies outside its own lower and upper bound.
-- Mend: Check the three figures.
select
    'area_values' as table_name,
    file_number,
    source_row,
    'value' as field,
    value
from area_values
where submission_id = $submission_id and (value < lower or value > upper or lower > upper)
union all
select
    'partnerships' as table_name,
    file_number,
    source_row,
    'budget' as field,
    budget as value
from partnerships
where submission_id = $submission_id and (budget < budget_min or budget > budget_max or budget_min > budget_max)
union all
select
    'budgets' as table_name,
    file_number,
    source_row,
    'amount' as field,
    amount as value
from budgets
where submission_id = $submission_id and (amount < amount_min or amount > amount_max or amount_min > amount_max)
