-- Question: Which running totals are lower than in the period before, as known now?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: A running total is lower than in an earlier period.
-- Mend: Hand in the total since the start, not the figure of the period; or explain the correction.
with totals as (
    select indicator_id
    from current_rows('indicators', $known_at)
    where measure = 'running_total'
),

-- Only the partnerships that hand in are looked at again, with what they reported earlier.
handed_in as (
    select distinct results.partnership_id
    from results
    semi join totals using (indicator_id)
    where results.submission_id = $submission_id and results.value is not null
),

series as (
    select
        results.submission_id,
        results.file_number,
        results.source_row,
        results.value,
        lag(results.value) over (
            partition by
                results.partnership_id, results.indicator_id, results.partner_id, results.area_id,
                results.target_group_id, results.gender, results.reading
            order by results.period_end
        ) as value_before
    from current_results(null, $known_at) as results
    semi join totals using (indicator_id)
    semi join handed_in using (partnership_id)
    where results.value is not null
)

select
    'results' as table_name,
    file_number,
    source_row,
    'value' as field,
    value
from series
where submission_id = $submission_id and value < value_before
