-- Question: Which submission that still counts has these bytes?
-- Parameters: $sha256 (text)
-- Columns: submission_id
select submission_id
from submissions
where
    sha256 = $sha256
    and submission_id not in (select withdrawals.submission_id from withdrawals)
order by submission_id desc
limit 1
