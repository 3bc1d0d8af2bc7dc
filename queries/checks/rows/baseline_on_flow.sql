-- Question: Which targets give a flow a baseline, though what is counted anew each period starts at nothing?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: A flow counts what happens in each period, so it starts at nothing and has no baseline.
-- Mend: What does it mean? Leave it empty; or, if it is what there was before, make the indicator a running total.
select
    'targets' as table_name,
    targets.file_number,
    targets.source_row,
    'baseline' as field,
    targets.baseline as value
from targets
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where targets.submission_id = $submission_id and indicators.measure = 'flow' and targets.baseline <> 0
