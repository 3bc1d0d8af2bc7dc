-- Question: Up to which days can the figures of a partnership be read, and which of them is a reporting date?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: period_end, is_reported

-- A programme is read up to the days on which its partnerships reported.
with reporting as (
    select $partnership::varchar as partnership_id
    union
    select partnership_id
    from current_rows('partnerships', $known_at)
    where parent_id = $partnership
)

select
    period_end,
    bool_or(period_precision is distinct from 'document_date') as is_reported
from current_results(null, $known_at)
semi join reporting using (partnership_id)
group by period_end
order by period_end desc
