-- Question: What is the latest moment that anything was handed in, written or withdrawn?
-- Parameters: none
-- Columns: moment
select greatest(max(received_at), (select max(withdrawn_at) from withdrawals)) as moment
from submissions
