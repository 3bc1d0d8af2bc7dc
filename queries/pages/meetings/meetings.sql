-- Question: Which meetings of a kind did a partnership hold or plan, the newest first, and what is written of each?
-- Parameters: $partnership (text), $meeting_kind (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, meeting_id, kind, state, meeting_date, as_of, known_at, place, area_id, partners_present,
--     financial_report, content_report, decisions, language, source_id, source_section, note, submission_id,
--     received_at, handed_in_by, versions, area, present, is_held, items, items_to_decide, items_decided, agreements
with here as (
    select *
    from standing_versions('meetings', $partnership, $known_at)
    where kind = $meeting_kind
),

-- One version of each stands for it in the list; the others are beside it when it is opened.
listed as (
    select *
    from here
    qualify row_number() over (partition by meeting_id order by submission_id desc) = 1
),

present as (
    select
        meeting_id,
        count(*) as present
    from current_rows_of('attendance', $partnership, $known_at)
    where coalesce(delegates, 1) > 0
    group by meeting_id
),

items as (
    select
        meeting_id,
        count(*) as items,
        count(*) filter (kind = 'decide') as items_to_decide,
        count(*) filter (kind = 'decide' and outcome is not null) as items_decided
    from current_rows_of('agenda_items', $partnership, $known_at)
    where not coalesce(is_dropped, false)
    group by meeting_id
),

agreed as (
    select
        meeting_id,
        count(*) as agreements
    from current_rows_of('recommendations', $partnership, $known_at)
    where kind in ('agreement', 'recommendation')
    group by meeting_id
)

select
    listed.partnership_id,
    listed.meeting_id,
    listed.kind,
    listed.state,
    listed.meeting_date,
    listed.as_of,
    listed.known_at,
    listed.place,
    listed.area_id,
    listed.partners_present,
    listed.financial_report,
    listed.content_report,
    listed.decisions,
    listed.language,
    listed.source_id,
    listed.source_section,
    listed.note,
    listed.submission_id,
    listed.received_at,
    listed.handed_in_by,
    listed.versions,
    areas.name as area,
    coalesce(present.present, listed.partners_present) as present,
    coalesce(listed.state, 'held') = 'held' and listed.meeting_date <= cast($known_at as date) as is_held,
    coalesce(items.items, 0) as items,
    coalesce(items.items_to_decide, 0) as items_to_decide,
    coalesce(items.items_decided, 0) as items_decided,
    coalesce(agreed.agreements, 0) as agreements
from listed
left join areas_in($language, $known_at) as areas on listed.area_id = areas.area_id
left join present on listed.meeting_id = present.meeting_id
left join items on listed.meeting_id = items.meeting_id
left join agreed on listed.meeting_id = agreed.meeting_id
order by listed.meeting_date desc, listed.meeting_id
