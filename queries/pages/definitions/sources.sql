-- Question: From which documents do the figures come?
-- Parameters: $is_demonstration (yes or no), $known_at (timestamp)
-- Columns: item, source_id, short_title, title, publisher, document_date, date_precision, language, note
with demonstrations as (
    select distinct submission_id
    from current_rows('partnerships', $known_at)
    where data_status = 'demonstration'
)

select
    source_id as item,
    source_id,
    short_title,
    title,
    publisher,
    document_date,
    date_precision,
    language,
    note
from current_rows('sources', $known_at)
where (submission_id in (select demonstrations.submission_id from demonstrations)) = $is_demonstration
order by source_id
