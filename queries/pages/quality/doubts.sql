-- Question: Which contradictions and doubts are known, and what do they touch: all of them, or those that stand on
--     some pages?
-- Parameters: $pages (list, or null for all), $partnership (text, or null for all), $records (list of ids, or null
--     for all), $known_at (timestamp), $language (text)
-- Columns: data_note_id, severity, kind, statement_a, statement_b, treatment, note, source, source_section,
--     is_demonstration, touched
with family as (
    select partnership_id
    from current_rows('partnerships', $known_at)
    -- The page of a region speaks of its partnerships, and that of a partnership of the region it lies in.
    where
        partnership_id = $partnership or (list_contains($pages::varchar[], 'partnerships') and parent_id = $partnership)
    union
    select parent_id
    from current_rows('partnerships', $known_at)
    where partnership_id = $partnership
),

placed as (
    select distinct
        data_note_id,
        table_name,
        partnership_id,
        record_id
    from doubt_places($known_at)
    where
        ($pages::varchar[] is null or list_contains($pages::varchar[], page))
        and (
            $partnership is null
            or partnership_id is null
            or partnership_id in (select family.partnership_id from family)
        )
        and ($records::varchar[] is null or list_contains($records::varchar[], record_id))
),

touched as (
    select
        placed.data_note_id,
        list(
            {
                'table_name': placed.table_name,
                'record_id': placed.record_id,
                'partnership_id': placed.partnership_id
            }
            order by placed.table_name, placed.partnership_id, placed.record_id
        ) as touched,
        bool_or(partnerships.data_status = 'demonstration') as is_demonstration
    from placed
    left join current_rows('partnerships', $known_at) as partnerships using (partnership_id)
    group by placed.data_note_id
)

select
    notes.data_note_id,
    notes.severity,
    notes.kind,
    notes.statement_a,
    notes.statement_b,
    notes.treatment,
    notes.note,
    coalesce(sources.short_title, notes.source_id) as source,
    notes.source_section,
    coalesce(touched.is_demonstration, false) as is_demonstration,
    touched.touched
from data_notes_in($language, $known_at) as notes
left join touched using (data_note_id)
left join current_rows('sources', $known_at) as sources on notes.source_id = sources.source_id
where $pages::varchar[] is null or touched.touched is not null
order by list_position(['high', 'medium', 'low'], notes.severity), notes.data_note_id
