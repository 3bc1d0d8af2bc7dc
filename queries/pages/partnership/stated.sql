-- Question: Which other figures does a source state about this partnership, apart from results and targets?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: statistic_id, name, value, out_of, unit, as_of, as_of_precision, source, source_section, submission_id,
--     file_name, sheet, source_row
with stored as (
    select
        'coverage_statistics' as table_name,
        *
    from coverage_statistics_in($language, $known_at)
    where partnership_id = $partnership and coalesce(as_of <= $as_of::date, true)
)

select
    statistic_id,
    name,
    value,
    out_of,
    unit,
    as_of,
    as_of_precision,
    source,
    source_section,
    submission_id,
    file_name,
    sheet,
    source_row
from with_provenance('stored', $known_at)
order by submission_id, file_number, source_row
