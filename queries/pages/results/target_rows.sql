-- Question: Which stored target rows stand behind an indicator, in which file and row?
-- Parameters: $partnership (text), $indicator (text), $known_at (timestamp), $language (text)
-- Columns: tier, partner, value, reading, due_date, source, source_section, note, submission_id, file_name,
--     sheet, source_row
select
    targets.tier,
    organisations.name as partner,
    targets.value,
    targets.reading,
    targets.due_date,
    coalesce(sources.short_title, targets.source_id) as source,
    targets.source_section,
    targets.note,
    targets.submission_id,
    files.file_name,
    files.sheet,
    targets.source_row
from current_rows_of('targets', $partnership, $known_at) as targets
left join sheets_of('targets') as files using (submission_id, file_number)
left join organisations_in($language, $known_at) as organisations
    on targets.partner_id = organisations.organisation_id
left join current_rows('sources', $known_at) as sources on targets.source_id = sources.source_id
where targets.indicator_id = $indicator
order by
    targets.tier,
    partner,
    targets.reading,
    targets.submission_id,
    targets.file_number,
    targets.source_row
