-- Question: Which stored result rows stand behind the indicators of the board, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: indicator_id, indicator, partner, period_end, value, missing, reading, source, source_section,
--     submission_id, file_name, sheet, source_row, total
with stored as (
    select
        'results' as table_name,
        *
    from shown_results($partnership, $known_at)
    where
        period_end <= $as_of
        and list_contains($indicators, indicator_id)
        and ($partner is null or partner_id = $partner)
)

select
    results.indicator_id,
    indicators.name as indicator,
    organisations.name as partner,
    results.period_end,
    results.value,
    results.missing,
    results.reading,
    results.source,
    results.source_section,
    results.submission_id,
    results.file_name,
    results.sheet,
    results.source_row,
    count(*) over () as total
from with_provenance('stored', $known_at) as results
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join organisations_in($language, $known_at) as organisations
    on results.partner_id = organisations.organisation_id
order by
    indicators.sequence,
    results.period_end desc,
    results.reading,
    results.submission_id,
    results.file_number,
    results.source_row
-- A page can show no more; how many there are stands in total.
limit 500
