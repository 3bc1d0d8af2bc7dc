-- Question: What is the last moment at which a submission was not yet known?
-- Parameters: $submission_id (integer)
-- Columns: known_at
select received_at - interval 1 microsecond as known_at
from submissions
where submission_id = $submission_id
