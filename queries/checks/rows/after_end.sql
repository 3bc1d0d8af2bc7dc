-- Question: Which figures are about a time after their partnership ended?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: The period ends after the partnership ended.
-- Mend: Check the date.
with figures as (
    select
        'results' as table_name,
        partnership_id,
        file_number,
        source_row,
        period_end
    from results
    where submission_id = $submission_id
    union all
    select
        'assessments' as table_name,
        partnership_id,
        file_number,
        source_row,
        period_end
    from assessments
    where submission_id = $submission_id
    union all
    select
        'claims' as table_name,
        partnership_id,
        file_number,
        source_row,
        period_end
    from claims
    where submission_id = $submission_id
)

select
    figures.table_name,
    figures.file_number,
    figures.source_row,
    'period_end' as field,
    figures.period_end as value
from figures
inner join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
where figures.period_end > partnerships.end_date
