-- Question: Up to which day did the figures of a meeting go, and what was known of them? Null when that was not kept.
-- Parameters: $partnership (text), $meeting (text)
-- Columns: as_of, known_at
select
    as_of,
    try_cast(known_at as timestamp) as known_at
-- Whatever the moment that is looked from: a meeting is written down after its figures.
from current_rows_of('meetings', $partnership, timestamp 'infinity')
where meeting_id = $meeting
