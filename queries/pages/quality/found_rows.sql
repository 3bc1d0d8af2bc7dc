-- Question: Which rows did one check of rows find, in what counts?
-- Parameters: $check_id (text), $is_demonstration (yes or no), $known_at (timestamp)
-- Columns: table_name, field, value, submission, received_at, submission_id, file_number, file_name, sheet, source_row
select
    table_name,
    field,
    value,
    submission,
    received_at,
    submission_id,
    file_number,
    file_name,
    sheet,
    source_row
from known_findings($known_at)
where rule = $check_id and is_demonstration = $is_demonstration
order by submission_id, table_name, file_number, source_row, field, value
limit 500
