-- Question: Which learning questions does a partnership have, as they were last worded up to a day, and how often
--     have they been on the list? By letter, with every version that stands.
-- Parameters: $partnership (text), $until (date; null for all), $known_at (timestamp)
-- Columns: partnership_id, letter, meeting_id, wording, state, learnt, activity_id, language, source_id,
--     source_section, note, submission_id, received_at, handed_in_by, versions, meeting_date, first_asked,
--     times, stays, before
with here as (
    select
        questions.*,
        meetings.meeting_date
    from standing_versions('learning_questions', $partnership, $known_at) as questions
    left join current_rows_of('meetings', $partnership, $known_at) as meetings
        on questions.meeting_id = meetings.meeting_id
    where $until::date is null or meetings.meeting_date <= $until
),

history as (
    select
        letter,
        min(meeting_date) as first_asked,
        count(distinct meeting_id) as times,
        list(distinct wording order by wording) as wordings
    from here
    group by letter
),

latest as (
    select *
    from here
    qualify
        dense_rank() over (partition by letter order by meeting_date desc nulls last, meeting_id desc) = 1
)

select
    latest.partnership_id,
    latest.letter,
    latest.meeting_id,
    latest.wording,
    latest.state,
    latest.learnt,
    latest.activity_id,
    latest.language,
    latest.source_id,
    latest.source_section,
    latest.note,
    latest.submission_id,
    latest.received_at,
    latest.handed_in_by,
    latest.versions,
    latest.meeting_date,
    history.first_asked,
    history.times,
    -- A third time on the list says that something is in the way.
    latest.state = 'open' and history.times >= 3 as stays,
    list_filter(history.wordings, lambda wording: wording <> latest.wording) as before
from latest
inner join history on latest.letter = history.letter
order by latest.letter, latest.submission_id
