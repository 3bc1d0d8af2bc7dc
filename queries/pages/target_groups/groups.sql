-- Question: For whom does a partnership work, in its own definitions?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: target_group_id, name, dimension, selected, is_main, planned, definition, source_term,
--     source_language, source, source_section
with planned_shares as (
    select
        target_group_id,
        sum(percent) / 100 as planned
    from current_rows_of('beneficiary_shares', $partnership, $known_at)
    where target_group_id is not null
    group by target_group_id
)

select
    chosen.target_group_id,
    chosen.name,
    chosen.dimension,
    -- Who plans for none of a group did not choose it.
    chosen.selected and coalesce(planned_shares.planned <> 0, true) as selected,
    coalesce(chosen.is_main, false) as is_main,
    planned_shares.planned,
    chosen.definition,
    chosen.source_term,
    sources.language as source_language,
    coalesce(sources.short_title, chosen.source_id) as source,
    chosen.source_section
from target_groups_in($language, $known_at) as chosen
left join planned_shares on chosen.target_group_id = planned_shares.target_group_id
left join current_rows('sources', $known_at) as sources on chosen.source_id = sources.source_id
where chosen.partnership_id = $partnership
order by selected desc, is_main desc, chosen.submission_id, chosen.file_number, chosen.source_row
