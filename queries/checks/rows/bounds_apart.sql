-- Question: Which values lie outside their own lower and upper bound?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value

-- Severity: error
select
    'area_values' as table_name,
    file_number,
    source_row,
    'value' as field,
    value
from area_values
where submission_id = $submission_id and (value < lower or value > upper or lower > upper)
