-- Question: What do local authorities and the employment service pay of a partnership, or of each partnership of a
-- programme, against the minimum?
-- Parameters: $partnership (text), $known_at (timestamp), $tolerance (number)
-- Columns: partnership_id, cost, contribution, minimum, is_exception, share, short_by, outcome
select
    partnership_id,
    cost,
    contribution,
    minimum,
    is_exception,
    share,
    short_by,
    -- As rule R08 judges.
    outcome
from cofinancing_checks($known_at, $tolerance)
where $partnership in (partnership_id, parent_id)
order by partnership_id
