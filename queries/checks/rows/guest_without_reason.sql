-- Question: Which organisations were at a meeting where they do not sit by right, without a reason?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: Nothing says why this authority was at the meeting.
-- Mend: Fill in the reason: asked by the partnership, or of its own accord, and why.
select
    'attendance' as table_name,
    file_number,
    source_row,
    'reason' as field,
    organisation_id as value
from attendance
where submission_id = $submission_id and capacity in ('managing_authority', 'animator') and reason is null
