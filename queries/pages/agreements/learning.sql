-- Question: How many learning questions are open, and since when?
-- Parameters: $partnership (text), $today (date: the day that is looked from), $known_at (timestamp)
-- Columns: open_questions, median_days, median_months, longest_days, longest_months
with worded as (
    select
        questions.letter,
        questions.state,
        questions.submission_id,
        meetings.meeting_date,
        meetings.meeting_id
    from current_rows_of('learning_questions', $partnership, $known_at) as questions
    inner join current_rows_of('meetings', $partnership, $known_at) as meetings
        on questions.meeting_id = meetings.meeting_id
    where meetings.meeting_date <= $today
),

per_letter as (
    select
        letter,
        $today::date - min(meeting_date) as days,
        arg_max(state, (meeting_date, meeting_id, submission_id)) as state
    from worded
    group by letter
)

select
    count(*) as open_questions,
    median(days) as median_days,
    round(median_days / 30.4)::integer as median_months,
    max(days) as longest_days,
    round(longest_days / 30.4)::integer as longest_months
from per_letter
where state = 'open'
