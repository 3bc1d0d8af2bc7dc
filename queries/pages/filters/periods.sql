-- Question: Up to which days can the figures of a partnership be read, and which of them is a reporting date?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: period_end, is_reported
select
    period_end,
    bool_or(period_precision is distinct from 'document_date') as is_reported
from current_rows_of('results', $partnership, $known_at)
group by period_end
order by period_end desc
