-- Question: What did reflection moments say helped some indicators along, and what was in the way? Of each the latest
--     moment that spoke of its action.
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $language (text)
-- Columns: indicator_id, meeting_id, meeting_date, question_id, question_kind, question, organisation_id,
--     organisation, answer, language
with recursive above as (
    select
        indicator_id,
        activity_id
    from current_rows('indicators', $known_at)
    where list_contains($indicators::varchar[], indicator_id)
    union all
    select
        above.indicator_id,
        activities.parent_id as activity_id
    from current_rows('activities', $known_at) as activities
    inner join above on activities.activity_id = above.activity_id
    where activities.parent_id is not null
),

said as (
    select
        above.indicator_id,
        answers.meeting_id,
        meetings.meeting_date,
        answers.question_id,
        questions.kind as question_kind,
        questions.question,
        answers.organisation_id,
        organisations.name as organisation,
        answers.answer,
        answers.language
    from current_rows_of('reflection_answers', $partnership, $known_at) as answers
    inner join above on answers.activity_id = above.activity_id
    inner join current_rows_of('meetings', $partnership, $known_at) as meetings
        on answers.meeting_id = meetings.meeting_id
    inner join reflection_questions_in($language, $known_at) as questions
        on answers.question_id = questions.question_id
    left join organisations_in($language, $known_at) as organisations
        on answers.organisation_id = organisations.organisation_id
    where
        questions.kind in ('helped', 'hindered')
        and meetings.meeting_date <= $as_of
)

select *
from said
qualify meeting_date = max(meeting_date) over (partition by indicator_id)
order by indicator_id, question_kind, question_id, organisation_id nulls first, meeting_id
