-- Question: How long does the partnership last, as stated and by its dates?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp)
-- Columns: start_date, start_precision, end_date, end_precision, stated, computed, difference, differs, has_ended
select
    start_date,
    start_precision,
    end_date,
    end_precision,
    duration_months_stated as stated,
    months_by_dates(start_date, start_precision, end_date, end_precision) as computed,
    stated - computed as difference,
    stated <> computed as differs,
    end_date <= $as_of::date as has_ended
from current_rows_of('partnerships', $partnership, $known_at)
