-- Question: Which figures have a fraction where people or things are counted?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: A whole number is expected here.
-- Mend: Leave out the decimals.
select
    'results' as table_name,
    results.file_number,
    results.source_row,
    'value' as field,
    results.value
from results
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where
    results.submission_id = $submission_id
    and indicators.measure in ('flow', 'running_total', 'unique_people', 'snapshot')
    and indicators.over_partners <> 'mean'
    and unit_counts_as(indicators.unit) = 'pieces'
    and results.value <> floor(results.value)
