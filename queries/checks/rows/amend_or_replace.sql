-- Question: Which figures of an earlier report does the new one leave out, without a word on whether it amends or
--     replaces it?
-- Parameters: $submission_id (integer), $known_at (timestamp), $revises (text or null)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: An earlier report of this partner and period gave figures that are left out here: {value}.
-- Mend: Say which it is: a correction that leaves the other figures as they are (--amend), or a report that takes the
--     place of the earlier one (--replace).
select * from dropped_figures($submission_id, $known_at)
where $revises::varchar is null
