-- Question: Which counts are below zero?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: A count is below zero.
-- Mend: Counts start at zero; check the sign.
select
    'results' as table_name,
    results.file_number,
    results.source_row,
    'value' as field,
    results.value
from results
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where
    results.submission_id = $submission_id
    and results.value < 0
    and indicators.unit not in ('percent', 'per_1000', 'eur', 'not_stated')
