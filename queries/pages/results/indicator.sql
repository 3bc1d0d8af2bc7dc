-- Question: What is an indicator, in words?
-- Parameters: $indicator (text), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, kind, level, unit, measure, over_partners, direction, source_wording,
--     activity, source, source_section, note
select
    indicators.indicator_id,
    in_language($language, indicators.name_nl, indicators.name_fr, indicators.name_en) as name,
    in_language($language, indicators.definition_nl, indicators.definition_fr, indicators.definition_en) as definition,
    indicators.kind,
    indicators.level,
    indicators.unit,
    indicators.measure,
    indicators.over_partners,
    indicators.direction,
    indicators.source_wording,
    in_language($language, activities.name_nl, activities.name_fr, activities.name_en) as activity,
    sources.short_title as source,
    indicators.source_section,
    indicators.note
from current_rows('indicators', $known_at) as indicators
left join current_rows('activities', $known_at) as activities using (activity_id)
left join current_rows('sources', $known_at) as sources on indicators.source_id = sources.source_id
where indicators.indicator_id = $indicator
