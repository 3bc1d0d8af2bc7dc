-- Question: Which figures have neither a value nor a reason why not?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: There is no value and no reason why.
-- Mend: Fill in the value, or say in the column missing why not.
select
    'results' as table_name,
    results.file_number,
    results.source_row,
    'value' as field,
    null as value
from results
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where
    results.submission_id = $submission_id
    and results.value is null
    and results.numerator is null
    and results.missing is null
    and indicators.measure <> 'narrative'
union all
select
    'area_values' as table_name,
    file_number,
    source_row,
    'value' as field,
    null as value
from area_values
where submission_id = $submission_id and value is null and numerator is null and missing is null
