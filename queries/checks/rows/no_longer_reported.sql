-- Question: Which indicators did an earlier report of the same partner and period give, that the new one leaves out?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value

-- Severity: warning
with reports as (
    select
        record_key,
        any_value(partnership_id) as partnership_id,
        min(struct_pack(file_number := file_number, source_row := source_row)) as first_row
    from results
    where submission_id = $submission_id
    group by record_key
),

-- Only the partnerships that hand in are looked at again. A report of today may be handed in after one of tomorrow
-- when submissions are replayed, so only earlier numbers count.
earlier as (
    select
        results.record_key,
        results.submission_id,
        results.indicator_id
    from results
    semi join known_submissions($known_at) as known using (submission_id)
    where
        results.submission_id < $submission_id
        and results.partnership_id in (select reports.partnership_id from reports)
),

replaced as (
    select earlier.*
    from earlier
    semi join reports using (record_key)
    qualify earlier.submission_id = max(earlier.submission_id) over (partition by earlier.record_key)
),

left_out as (
    select
        replaced.record_key,
        string_agg(distinct replaced.indicator_id, ', ' order by replaced.indicator_id) as indicators
    from replaced
    anti join results
        on
            replaced.record_key = results.record_key
            and replaced.indicator_id = results.indicator_id
            and results.submission_id = $submission_id
    group by replaced.record_key
)

select
    'results' as table_name,
    reports.first_row.file_number,
    reports.first_row.source_row,
    'indicator_id' as field,
    -- The submission that is replaced, how many rows it had, and what is no longer reported.
    any_value(replaced.submission_id) || ' (' || count(*) || '): ' || any_value(left_out.indicators) as value
from left_out
inner join reports using (record_key)
inner join replaced using (record_key)
group by left_out.record_key, reports.first_row
