-- Question: Whom does the page speak of: the chosen partnership, and those of which it is the region?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: partnership_id
select partnership_id
from current_rows('partnerships', $known_at)
where partnership_id = $partnership or parent_id = $partnership
order by partnership_id
