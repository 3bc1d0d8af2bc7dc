-- Question: How many partnerships belong to a programme, which hand in their own results?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: partnerships
select count(*) as partnerships
from current_rows('partnerships', $known_at)
where parent_id = $partnership
