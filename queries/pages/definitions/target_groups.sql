-- Question: Whom does each target group hold, in which programmes, and in which words of the source?
-- Parameters: $is_demonstration (yes or no), $known_at (timestamp), $language (text)
-- Columns: item, target_group_id, name, programmes, definition, dimension, selected, source_term, source_language,
--     source, source_section
select
    -- Several programmes define the same group, each in its own way.
    min(defined.target_group_id || '.' || defined.partnership_id) as item,
    defined.target_group_id,
    defined.name,
    list(partnerships.name order by partnerships.name) as programmes,
    defined.definition,
    defined.dimension,
    defined.selected,
    defined.source_term,
    sources.language as source_language,
    sources.short_title as source,
    defined.source_section
from target_groups_in($language, $known_at) as defined
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join current_rows('sources', $known_at) as sources on defined.source_id = sources.source_id
where coalesce(partnerships.data_status = 'demonstration', false) = $is_demonstration
group by all
order by defined.dimension, defined.name, item
