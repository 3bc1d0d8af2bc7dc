-- Question: On what was the application judged, what could come of it, what came of it, and what was recommended?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: kind, text, start_date, end_date, start_precision, source, source_section, note
with steps as (
    select
        case kind when 'selection' then 'decision' else kind end as kind,
        title as text,
        start_date,
        end_date,
        date_precision as start_precision,
        source_id,
        source_section,
        note,
        milestone_id as item_id
    from milestones_in($language, $known_at)
    where
        partnership_id = $partnership
        and kind in ('application', 'selection')
        and coalesce(start_date <= $as_of::date, true)
),

-- What was agreed in a meeting has nothing to do with the selection.
recorded as (
    select
        kind,
        text,
        null::date as start_date,
        null::date as end_date,
        null::varchar as start_precision,
        source_id,
        source_section,
        note,
        recommendation_id as item_id
    from recommendations_in($language, $known_at)
    where partnership_id = $partnership and kind in ('criterion', 'outcome', 'recommendation') and meeting_id is null
)

select
    items.kind,
    items.text,
    items.start_date,
    items.end_date,
    items.start_precision,
    sources.short_title as source,
    items.source_section,
    items.note
from (
    select * from steps
    union all
    select * from recorded
) as items
left join current_rows('sources', $known_at) as sources using (source_id)
order by
    list_position(['application', 'decision', 'criterion', 'outcome', 'recommendation'], items.kind),
    items.start_date,
    items.item_id
