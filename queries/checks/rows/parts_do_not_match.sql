-- Question: Which ratios are not what their numerator and denominator give, by more than half a percent?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: The value is not numerator divided by denominator.
-- Mend: Check the three figures.
with figures as (
    select
        'results' as table_name,
        indicator_id,
        file_number,
        source_row,
        value,
        numerator,
        denominator
    from results
    where submission_id = $submission_id
    union all
    select
        'area_values' as table_name,
        indicator_id,
        file_number,
        source_row,
        value,
        numerator,
        denominator
    from area_values
    where submission_id = $submission_id
)

select
    figures.table_name,
    figures.file_number,
    figures.source_row,
    'value' as field,
    figures.value
from figures
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
where
    indicators.measure = 'ratio'
    and figures.denominator > 0
    and abs(figures.value - coalesce(indicators.multiplier, 1) * figures.numerator / figures.denominator)
    > greatest(0.5, 0.005 * abs(figures.value))
