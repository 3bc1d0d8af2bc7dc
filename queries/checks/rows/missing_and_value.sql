-- Question: Which figures have both a value and a reason why it is missing?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: There is a value and a reason why it is missing.
-- Mend: Keep one of the two.
select
    'results' as table_name,
    file_number,
    source_row,
    'missing' as field,
    missing as value
from results
where submission_id = $submission_id and value is not null and missing is not null
union all
select
    'area_values' as table_name,
    file_number,
    source_row,
    'missing' as field,
    missing as value
from area_values
where submission_id = $submission_id and value is not null and missing is not null
