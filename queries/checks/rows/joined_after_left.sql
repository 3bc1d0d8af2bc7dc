-- Question: Which partners left before they joined?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: The partner left before it joined.
-- Mend: Check the two dates.
select
    'partners' as table_name,
    file_number,
    source_row,
    'date_left' as field,
    date_left as value
from partners
where submission_id = $submission_id and date_left < date_joined
