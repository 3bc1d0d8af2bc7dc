-- Question: What is on the agenda of a meeting, in its order, with every version that stands?
-- Parameters: $partnership (text), $meeting (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, meeting_id, item_id, sequence, kind, subject, origin, indicator_id, activity_id, draft,
--     outcome, discussion, is_dropped, language, source_id, source_section, note, submission_id, received_at,
--     handed_in_by, versions, indicator, activity
select
    items.partnership_id,
    items.meeting_id,
    items.item_id,
    items.sequence,
    items.kind,
    items.subject,
    items.origin,
    items.indicator_id,
    items.activity_id,
    items.draft,
    items.outcome,
    items.discussion,
    items.is_dropped,
    items.language,
    items.source_id,
    items.source_section,
    items.note,
    items.submission_id,
    items.received_at,
    items.handed_in_by,
    items.versions,
    indicators.name as indicator,
    activities.name as activity
from standing_versions('agenda_items', $partnership, $known_at) as items
left join indicators_in($language, $known_at) as indicators on items.indicator_id = indicators.indicator_id
left join activities_in($language, $known_at) as activities on items.activity_id = activities.activity_id
where items.meeting_id = $meeting
order by items.sequence nulls last, items.item_id, items.submission_id
