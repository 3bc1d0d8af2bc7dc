-- Question: Which meetings were shown figures as known at something that is no moment?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: This is no moment.
-- Mend: Write the day and the time (UTC), as in 2025-01-20T09:00:00.
select
    'meetings' as table_name,
    file_number,
    source_row,
    'known_at' as field,
    known_at as value
from meetings
where submission_id = $submission_id and known_at is not null and try_cast(known_at as timestamp) is null
