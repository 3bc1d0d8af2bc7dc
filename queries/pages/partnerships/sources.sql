-- Question: Which stored rows say how many take part, which partnerships there are and what share they must pay?
-- Parameters: $region (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, counted, amount, out_of, unit, stage, source, source_section, submission_id,
--     file_name, sheet, source_row
with rows_behind as (
    select
        'coverage_statistics' as table_name,
        *,
        value as amount
    from coverage_statistics_in($language, $known_at)
    where partnership_id = $region and coalesce(as_of <= $as_of::date, true)
    union all by name
    select
        'budgets' as table_name,
        * exclude (amount),
        line as name,
        rate_percent as amount,
        'percent' as unit
    from current_rows('budgets', $known_at)
    where partnership_id = $region and line in ('cofinancing_minimum', 'cofinancing_minimum_exception')
    union all by name
    select
        'partnerships' as table_name,
        *
    from partnerships_in($language, $known_at)
    where partnership_id = $region or parent_id = $region
)

select
    table_name,
    name,
    counted,
    amount,
    out_of,
    unit,
    stage,
    source,
    source_section,
    submission_id,
    file_name,
    sheet,
    source_row
from with_provenance('rows_behind', $known_at)
order by table_name, submission_id, file_number, source_row
