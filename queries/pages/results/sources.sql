-- Question: Which stored result rows stand behind the indicators of the board, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: indicator_id, indicator, partner, period_end, value, reading, source, source_section, submission_id,
--     file_name, sheet, source_row, total
select
    results.indicator_id,
    indicators.name as indicator,
    organisations.name as partner,
    results.period_end,
    results.value,
    results.reading,
    coalesce(sources.short_title, results.source_id) as source,
    results.source_section,
    results.submission_id,
    files.file_name,
    files.sheet,
    results.source_row,
    count(*) over () as total
from current_results($partnership, $known_at) as results
left join sheets_of('results') as files using (submission_id, file_number)
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join organisations_in($language, $known_at) as organisations
    on results.partner_id = organisations.organisation_id
left join current_rows('sources', $known_at) as sources on results.source_id = sources.source_id
where
    results.period_end <= $as_of
    and list_contains($indicators, results.indicator_id)
    and ($partner is null or results.partner_id = $partner)
order by
    indicators.sequence,
    results.period_end desc,
    results.reading,
    results.submission_id,
    results.file_number,
    results.source_row
-- A page can show no more; how many there are stands in total.
limit 500
