-- Question: For whom does a partnership work, in its own definitions?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: target_group_id, name, dimension, selected, definition, source_term, source, source_section
select
    chosen.target_group_id,
    in_language($language, chosen.name_nl, chosen.name_fr, chosen.name_en) as name,
    chosen.dimension,
    chosen.selected,
    in_language($language, chosen.definition_nl, chosen.definition_fr, chosen.definition_en) as definition,
    chosen.source_term,
    coalesce(sources.short_title, chosen.source_id) as source,
    chosen.source_section
from current_rows_of('target_groups', $partnership, $known_at) as chosen
left join current_rows('sources', $known_at) as sources on chosen.source_id = sources.source_id
order by chosen.selected desc, chosen.submission_id, chosen.file_number, chosen.source_row
