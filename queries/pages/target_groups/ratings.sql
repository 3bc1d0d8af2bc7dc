-- Question: What weight did a partnership give to each point of its innovation, in stars?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: rating_group, item, stars, source, source_section
select
    in_language($language, ratings.rating_group_nl, ratings.rating_group_fr, ratings.rating_group_en) as rating_group,
    in_language($language, ratings.item_nl, ratings.item_fr, ratings.item_en) as item,
    ratings.stars,
    coalesce(sources.short_title, ratings.source_id) as source,
    ratings.source_section
from current_rows_of('ratings', $partnership, $known_at) as ratings
left join current_rows('sources', $known_at) as sources on ratings.source_id = sources.source_id
order by ratings.submission_id, ratings.file_number, ratings.source_row
