-- Question: Which rows speak of a meeting that the partnership does not know?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: This meeting is not known in this partnership.
-- Mend: Check the code, or hand in the table meetings with it.
with spoken_of as (
    select
        'attendance' as table_name,
        partnership_id,
        meeting_id,
        file_number,
        source_row
    from attendance
    where submission_id = $submission_id
    union all
    select
        'agenda_items' as table_name,
        partnership_id,
        meeting_id,
        file_number,
        source_row
    from agenda_items
    where submission_id = $submission_id
    union all
    select
        'decisions' as table_name,
        partnership_id,
        meeting_id,
        file_number,
        source_row
    from decisions
    where submission_id = $submission_id
    union all
    select
        'guesses' as table_name,
        partnership_id,
        meeting_id,
        file_number,
        source_row
    from guesses
    where submission_id = $submission_id
    union all
    select
        'learning_questions' as table_name,
        partnership_id,
        meeting_id,
        file_number,
        source_row
    from learning_questions
    where submission_id = $submission_id
)

select
    spoken_of.table_name,
    spoken_of.file_number,
    spoken_of.source_row,
    'meeting_id' as field,
    spoken_of.meeting_id as value
from spoken_of
anti join current_rows('meetings', $known_at) as meetings
    on spoken_of.partnership_id = meetings.partnership_id and spoken_of.meeting_id = meetings.meeting_id
where spoken_of.meeting_id is not null
