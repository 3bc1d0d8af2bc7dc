-- Question: Which figures of an earlier report does the new one leave out, which is said to replace it?
-- Parameters: $submission_id (integer), $known_at (timestamp), $revises (text or null)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: The report takes the place of an earlier one of this partner and period, which gave more figures; those no
--     longer count: {value}.
-- Mend: Nothing, if that is what is meant; else withdraw it, and hand it in as a correction (--amend) or with every
--     figure.
select * from dropped_figures($submission_id, $known_at)
where $revises = 'replace'
