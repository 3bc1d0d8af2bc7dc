-- Question: Which targets of policy speak of the context of a partnership, apart from what was measured there?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: indicator_id, indicator, unit, tier, area, value, due_date, due_precision, note, doubts, source,
--     source_section
with doubts as (
    select
        links.record_id as indicator_id,
        array_to_string(list_sort(list(distinct coalesce(notes.statement_b, notes.statement_a))), '; ') as doubts
    from current_rows('data_note_links', $known_at) as links
    inner join data_notes_in($language, $known_at) as notes using (data_note_id)
    where links.table_name in ('indicators', 'targets')
    group by links.record_id
)

select
    targets.indicator_id,
    indicators.name as indicator,
    indicators.unit,
    targets.tier,
    areas.name as area,
    targets.value,
    targets.due_date,
    targets.due_precision,
    targets.note,
    doubts.doubts,
    coalesce(sources.short_title, targets.source_id) as source,
    targets.source_section
from current_rows('targets', $known_at) as targets
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join areas_in($language, $known_at) as areas on targets.area_id = areas.area_id
left join current_rows('sources', $known_at) as sources on targets.source_id = sources.source_id
left join doubts using (indicator_id)
where
    indicators.kind = 'context'
    and targets.value is not null
    and (
        targets.partnership_id = $partnership
        or targets.partnership_id
        in (select parent_id from current_rows_of('partnerships', $partnership, $known_at))
    )
order by
    indicators.sequence,
    targets.indicator_id,
    tier_position(targets.tier),
    area,
    targets.submission_id,
    targets.file_number,
    targets.source_row
