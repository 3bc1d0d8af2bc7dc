-- Question: Which stored target rows stand behind an indicator, in which file and row?
-- Parameters: $partnership (text), $indicator (text), $known_at (timestamp), $language (text)
-- Columns: tier, partner, baseline, value, reading, due_date, source, source_section, note, submission_id, file_name,
--     sheet, source_row
with stored as (
    select
        'targets' as table_name,
        *
    from current_rows_of('targets', $partnership, $known_at)
    where indicator_id = $indicator
)

select
    targets.tier,
    organisations.name as partner,
    targets.baseline,
    targets.value,
    targets.reading,
    targets.due_date,
    targets.source,
    targets.source_section,
    targets.note,
    targets.submission_id,
    targets.file_name,
    targets.sheet,
    targets.source_row
from with_provenance('stored', $known_at) as targets
left join organisations_in($language, $known_at) as organisations
    on targets.partner_id = organisations.organisation_id
order by
    targets.tier,
    partner,
    targets.reading,
    targets.submission_id,
    targets.file_number,
    targets.source_row
