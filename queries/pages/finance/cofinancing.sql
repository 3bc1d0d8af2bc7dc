-- Question: What do local authorities and the employment service pay of a partnership, or of each partnership of a
-- programme, against the minimum?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: partnership_id, cost, contribution, minimum, is_exception, share, short_by
select
    partnership_id,
    cost,
    contribution,
    minimum,
    is_exception,
    share,
    short_by
from cofinancing($known_at)
where $partnership in (partnership_id, parent_id)
order by partnership_id
