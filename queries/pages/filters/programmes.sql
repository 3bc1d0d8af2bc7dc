-- Question: Which partnerships can be shown, and what is the last period each speaks of?
-- Parameters: $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, programme, start_date, end_date, data_status, last_period_end

-- Every row of a record (a partner's report of one period) has the same partnership, and all are current or none is. So
-- the millions of rows are gone through once, and what was corrected or withdrawn is sought among the records.
with records as (
    select
        record_key,
        submission_id,
        any_value(partnership_id) as partnership_id,
        max(case when period_precision is distinct from 'document_date' then period_end end) as last_period_end
    from results
    group by record_key, submission_id
),

current_records as (
    select records.*
    from records
    semi join known_submissions($known_at) as known using (submission_id)
    qualify submission_id = max(submission_id) over (partition by record_key)
),

last_periods as (
    select
        partnership_id,
        max(last_period_end) as last_period_end
    from current_records
    group by partnership_id
)

select
    partnership_id,
    in_language($language, name_nl, name_fr, name_en) as name,
    programme,
    start_date,
    end_date,
    data_status,
    last_period_end
from current_rows('partnerships', $known_at)
left join last_periods using (partnership_id)
-- A region has dozens of partnerships; the programmes they belong to, and those that stand alone, come first.
order by parent_id is not null, last_period_end desc nulls last, name
