-- Question: Which number does the next submission get?
-- Parameters: none
-- Columns: submission_id
select coalesce(max(submission_id), 0) + 1 as submission_id
from submissions
