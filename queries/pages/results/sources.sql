-- Question: Which stored result rows stand behind the indicators of the board, in which document, file and row?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: indicator_id, indicator, partner, area, target_group, gender, period_end, value, missing, reading, source,
--     source_section, submission_id, file_name, sheet, source_row, total
with group_names as (
    select
        target_group_id,
        first(name order by partnership_id = $partnership desc, name) as name
    from target_groups_in($language, $known_at)
    group by target_group_id
),

stored as (
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
    coalesce(areas.name, results.area_id) as area,
    coalesce(group_names.name, results.target_group_id) as target_group,
    results.gender,
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
left join areas_in($language, $known_at) as areas on results.area_id = areas.area_id
left join group_names on results.target_group_id = group_names.target_group_id
order by
    indicators.sequence,
    results.period_end desc,
    results.reading,
    results.submission_id,
    results.file_number,
    results.source_row
-- A page can show no more; how many there are stands in total.
limit 500
