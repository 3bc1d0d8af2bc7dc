-- Question: What was agreed in meetings, with every version that stands? Those of one meeting, or all.
-- Parameters: $partnership (text), $meeting (text; null for all), $known_at (timestamp), $language (text)
-- Columns: partnership_id, recommendation_id, meeting_id, kind, owner_id, due_date, state, state_reason, response,
--     response_reason, indicator_id, activity_id, expected_effect, look_again_on, effect_seen, language, source_id,
--     source_section, note, submission_id, received_at, handed_in_by, versions, text, text_language, owner, indicator,
--     unit, meeting_date, meeting_kind
with standing as (
    select *
    from standing_versions('recommendations', $partnership, $known_at)
)

select
    agreed.partnership_id,
    agreed.recommendation_id,
    agreed.meeting_id,
    agreed.kind,
    agreed.owner_id,
    agreed.due_date,
    agreed.state,
    agreed.state_reason,
    agreed.response,
    agreed.response_reason,
    agreed.indicator_id,
    agreed.activity_id,
    agreed.expected_effect,
    agreed.look_again_on,
    agreed.effect_seen,
    agreed.language,
    agreed.source_id,
    agreed.source_section,
    agreed.note,
    agreed.submission_id,
    agreed.received_at,
    agreed.handed_in_by,
    agreed.versions,
    agreed.text,
    agreed.text_language,
    organisations.name as owner,
    indicators.name as indicator,
    indicators.unit,
    meetings.meeting_date,
    meetings.kind as meeting_kind
from recommendations_read($language, 'standing') as agreed
left join organisations_in($language, $known_at) as organisations on agreed.owner_id = organisations.organisation_id
left join indicators_in($language, $known_at) as indicators on agreed.indicator_id = indicators.indicator_id
left join current_rows_of('meetings', $partnership, $known_at) as meetings on agreed.meeting_id = meetings.meeting_id
where
    agreed.kind in ('agreement', 'recommendation')
    and agreed.meeting_id is not null
    and ($meeting::varchar is null or agreed.meeting_id = $meeting)
order by agreed.due_date nulls last, agreed.recommendation_id, agreed.submission_id
