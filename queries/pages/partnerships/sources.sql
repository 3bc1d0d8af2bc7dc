-- Question: Which stored rows say how many take part, which partnerships there are and what share they must pay?
-- Parameters: $region (text), $known_at (timestamp), $language (text)
-- Columns: table_name, name, amount, out_of, unit, stage, source, source_section, submission_id, file_name,
--     sheet, source_row
with rows_behind as (
    select
        'coverage_statistics' as table_name,
        name,
        value as amount,
        out_of,
        unit,
        cast(null as varchar) as stage,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from coverage_statistics_in($language, $known_at)
    where partnership_id = $region
    union all
    select
        'budgets' as table_name,
        line as name,
        rate_percent as amount,
        null as out_of,
        'percent' as unit,
        null as stage,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_rows('budgets', $known_at)
    where partnership_id = $region and line in ('cofinancing_minimum', 'cofinancing_minimum_exception')
    union all
    select
        'partnerships' as table_name,
        name,
        null as amount,
        null as out_of,
        null as unit,
        stage,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from partnerships_in($language, $known_at)
    where partnership_id = $region or parent_id = $region
)

select
    rows_behind.table_name,
    rows_behind.name,
    rows_behind.amount,
    rows_behind.out_of,
    rows_behind.unit,
    rows_behind.stage,
    sources.short_title as source,
    rows_behind.source_section,
    rows_behind.submission_id,
    files.file_name,
    files.sheet,
    rows_behind.source_row
from rows_behind
left join submission_files as files using (submission_id, table_name, file_number)
left join current_rows('sources', $known_at) as sources using (source_id)
order by rows_behind.table_name, rows_behind.submission_id, rows_behind.file_number, rows_behind.source_row
