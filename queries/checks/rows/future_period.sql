-- Question: Which results are about a period that was not over when they were handed in?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: The period is not over yet.
-- Mend: Check the date.
select
    'results' as table_name,
    file_number,
    source_row,
    'period_end' as field,
    period_end as value
from results
where submission_id = $submission_id and period_end > $known_at::date
