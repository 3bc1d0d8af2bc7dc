-- Question: Which ratios come without the denominator that adding up needs?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: A ratio without denominator cannot be added up over partners.
-- Mend: Fill in numerator and denominator besides the value.
select
    'results' as table_name,
    results.file_number,
    results.source_row,
    'denominator' as field,
    results.denominator as value
from results
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where
    results.submission_id = $submission_id
    and indicators.measure = 'ratio'
    and results.value is not null
    and results.denominator is null
