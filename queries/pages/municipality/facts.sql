-- Question: What is this municipality: where does it lie, how big is it, and what became of it?
-- Parameters: $area (text), $known_at (timestamp), $language (text)
-- Columns: area_id, name, outer_name, official_code, population, valid_from, valid_to, successor_id, successor,
--     merged_from, source, note
select
    areas.area_id,
    in_language($language, areas.name_nl, areas.name_fr, areas.name_en) as name,
    in_language($language, outer_areas.name_nl, outer_areas.name_fr, outer_areas.name_en) as outer_name,
    areas.official_code,
    areas.population,
    areas.valid_from,
    areas.valid_to,
    areas.successor_id,
    in_language($language, successors.name_nl, successors.name_fr, successors.name_en) as successor,
    (
        select list(in_language($language, earlier.name_nl, earlier.name_fr, earlier.name_en) order by earlier.name_nl)
        from current_rows('areas', $known_at) as earlier
        where earlier.successor_id = $area
    ) as merged_from,
    sources.short_title as source,
    areas.note
from current_rows('areas', $known_at) as areas
left join current_rows('areas', $known_at) as outer_areas on areas.parent_id = outer_areas.area_id
left join current_rows('areas', $known_at) as successors on areas.successor_id = successors.area_id
left join current_rows('sources', $known_at) as sources on areas.source_id = sources.source_id
where areas.area_id = $area
