-- Question: Which figures of an earlier report does the new one leave out, which is said to replace it?
-- Parameters: $submission_id (integer), $known_at (timestamp), $revises (text or null)
-- Columns: table_name, file_number, source_row, field, value

-- Severity: warning
select * from dropped_figures($submission_id, $known_at)
where $revises = 'replace'
