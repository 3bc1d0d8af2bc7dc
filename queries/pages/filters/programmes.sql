-- Question: Which partnerships can be shown, and what is the last period each speaks of?
-- Parameters: $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, programme, start_date, end_date, data_status, last_period_end

with last_periods as (
    select
        partnership_id,
        max(period_end) filter (period_precision is distinct from 'document_date') as last_period_end
    from current_results(null, $known_at)
    group by partnership_id
)

select
    partnership_id,
    name,
    programme,
    start_date,
    end_date,
    data_status,
    last_period_end
from partnerships_in($language, $known_at)
left join last_periods using (partnership_id)
-- A region has dozens of partnerships; the programmes they belong to, and those that stand alone, come first.
order by parent_id is not null, last_period_end desc nulls last, name, partnership_id
