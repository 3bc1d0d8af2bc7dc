-- Question: For whom does a partnership work, in its own definitions?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: target_group_id, name, dimension, selected, definition, source_term, source, source_section
select
    chosen.target_group_id,
    chosen.name,
    chosen.dimension,
    chosen.selected,
    chosen.definition,
    chosen.source_term,
    coalesce(sources.short_title, chosen.source_id) as source,
    chosen.source_section
from target_groups_in($language, $known_at) as chosen
left join current_rows('sources', $known_at) as sources on chosen.source_id = sources.source_id
where chosen.partnership_id = $partnership
order by chosen.selected desc, chosen.submission_id, chosen.file_number, chosen.source_row
