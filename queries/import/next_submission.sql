-- Question: Which number does the next submission get, and what is the latest moment that the database knows of?
-- Parameters: none
-- Columns: submission_id, latest
select
    coalesce(max(submission_id), 0) + 1 as submission_id,
    greatest(max(received_at), (select max(withdrawn_at) from withdrawals)) as latest
from submissions
