-- Question: What is this municipality: where does it lie, how big is it, and what became of it?
-- Parameters: $area (text), $known_at (timestamp), $language (text)
-- Columns: area_id, name, outer_name, official_code, population, valid_from, valid_to, successor_id, successor,
--     merged_from, source, note
select
    areas.area_id,
    areas.name,
    outer_areas.name as outer_name,
    areas.official_code,
    areas.population,
    areas.valid_from,
    areas.valid_to,
    areas.successor_id,
    successors.name as successor,
    (
        select list(earlier.name order by earlier.name)
        from areas_in($language, $known_at) as earlier
        where earlier.successor_id = $area
    ) as merged_from,
    sources.short_title as source,
    areas.note
from areas_in($language, $known_at) as areas
left join areas_in($language, $known_at) as outer_areas on areas.parent_id = outer_areas.area_id
left join areas_in($language, $known_at) as successors on areas.successor_id = successors.area_id
left join current_rows('sources', $known_at) as sources on areas.source_id = sources.source_id
where areas.area_id = $area
