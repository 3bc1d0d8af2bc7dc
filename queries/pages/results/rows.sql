-- Question: Which stored rows stand behind some indicators, in which file and row, and did each count?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: indicator_id, partner, area, target_group, gender, period_end, value, numerator, denominator, missing,
--     reading, counted, why_not, amended_by, source, source_section, note, submission_id, submission, file_name, sheet,
--     source_row, received_at
with group_names as (
    select
        target_group_id,
        first(name order by partnership_id = $partnership desc, name) as name
    from target_groups_in($language, $known_at)
    group by target_group_id
)

select
    figures.indicator_id,
    organisations.name as partner,
    coalesce(areas.name, figures.area_id) as area,
    coalesce(group_names.name, figures.target_group_id) as target_group,
    figures.gender,
    figures.period_end,
    figures.value,
    figures.numerator,
    figures.denominator,
    figures.missing,
    figures.reading,
    figures.counted,
    figures.why_not,
    figures.amended_by,
    figures.source,
    figures.source_section,
    figures.note,
    figures.submission_id,
    figures.submission,
    figures.file_name,
    figures.sheet,
    figures.source_row,
    figures.received_at
from figure_rows($partnership, $indicators::varchar[], $as_of, $known_at, $partner) as figures
left join organisations_in($language, $known_at) as organisations
    on figures.partner_id = organisations.organisation_id
left join areas_in($language, $known_at) as areas on figures.area_id = areas.area_id
left join group_names on figures.target_group_id = group_names.target_group_id
order by
    figures.indicator_id,
    figures.period_end,
    figures.partner_id,
    figures.area_id nulls first,
    figures.target_group_id nulls first,
    figures.gender nulls first,
    figures.reading,
    figures.submission_id,
    figures.file_number,
    figures.source_row
