-- Question: Which figures of an earlier report does the new one leave out, without a word on whether it amends or
--     replaces it?
-- Parameters: $submission_id (integer), $known_at (timestamp), $revises (text or null)
-- Columns: table_name, file_number, source_row, field, value

-- Severity: error
select * from dropped_figures($submission_id, $known_at)
where $revises::varchar is null
