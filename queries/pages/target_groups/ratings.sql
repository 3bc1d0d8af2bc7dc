-- Question: What weight did a partnership give to each point of its innovation, in stars?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: rating_group, item, stars, source, source_section
select
    ratings.rating_group,
    ratings.item,
    ratings.stars,
    coalesce(sources.short_title, ratings.source_id) as source,
    ratings.source_section
from ratings_in($language, $known_at) as ratings
left join current_rows('sources', $known_at) as sources on ratings.source_id = sources.source_id
where ratings.partnership_id = $partnership
order by ratings.submission_id, ratings.file_number, ratings.source_row
