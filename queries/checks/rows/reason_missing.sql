-- Question: Where was something sent back, turned down or dropped without a reason?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: This needs a reason: it is kept, and shown to whoever it concerns.
-- Mend: Say why in a sentence.
select
    'report_reviews' as table_name,
    file_number,
    source_row,
    'reason' as field,
    state as value
from report_reviews
where submission_id = $submission_id and state = 'sent_back' and reason is null
union all
select
    'recommendations' as table_name,
    file_number,
    source_row,
    'response_reason' as field,
    response as value
from recommendations
where submission_id = $submission_id and response in ('partly', 'rejected') and response_reason is null
union all
select
    'recommendations' as table_name,
    file_number,
    source_row,
    'state_reason' as field,
    state as value
from recommendations
where submission_id = $submission_id and kind = 'agreement' and state = 'dropped' and state_reason is null
