-- Question: What is an indicator, in words?
-- Parameters: $indicator (text), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, definition, kind, level, unit, measure, over_partners, direction, source_wording,
--     activity, source, source_section, note
select
    indicators.indicator_id,
    indicators.name,
    indicators.definition,
    indicators.kind,
    indicators.level,
    indicators.unit,
    indicators.measure,
    indicators.over_partners,
    indicators.direction,
    indicators.source_wording,
    activities.name as activity,
    sources.short_title as source,
    indicators.source_section,
    indicators.note
from indicators_in($language, $known_at) as indicators
left join activities_in($language, $known_at) as activities using (activity_id)
left join current_rows('sources', $known_at) as sources on indicators.source_id = sources.source_id
where indicators.indicator_id = $indicator
