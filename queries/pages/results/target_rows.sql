-- Question: Which stored target rows stand behind an indicator, in which file and row?
-- Parameters: $partnership (text), $indicator (text), $known_at (timestamp), $language (text)
-- Columns: tier, partner, value, reading, due_date, source, source_section, note, submission_id, file_name, source_row
select
    targets.tier,
    in_language($language, organisations.name_nl, organisations.name_fr, organisations.name_en) as partner,
    targets.value,
    targets.reading,
    targets.due_date,
    coalesce(sources.short_title, targets.source_id) as source,
    targets.source_section,
    targets.note,
    targets.submission_id,
    files.file_name,
    targets.source_row
from current_rows_of('targets', $partnership, $known_at) as targets
left join current_rows('organisations', $known_at) as organisations
    on targets.partner_id = organisations.organisation_id
left join current_rows('sources', $known_at) as sources on targets.source_id = sources.source_id
left join submission_files as files
    on targets.submission_id = files.submission_id and files.table_name = 'targets'
where targets.indicator_id = $indicator
order by targets.tier, partner, targets.reading
