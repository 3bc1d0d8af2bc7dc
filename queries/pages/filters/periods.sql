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
),

-- Every row of a record (a partner's report of one period) has the same period, and all are current or none is.
records as (
    select
        record_key,
        submission_id,
        any_value(period_end) as period_end,
        bool_or(period_precision is distinct from 'document_date') as is_reported
    from results
    semi join reporting using (partnership_id)
    group by record_key, submission_id
),

current_records as (
    select records.*
    from records
    semi join known_submissions($known_at) as known using (submission_id)
    qualify submission_id = max(submission_id) over (partition by record_key)
)

select
    period_end,
    bool_or(is_reported) as is_reported
from current_records
group by period_end
order by period_end desc
