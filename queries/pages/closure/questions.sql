-- Question: Which plain questions tell the story of a partnership when it closes, and what was answered?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: question_id, question, asked_by, question_source, organisation, answer, language, source, source_section,
--     note
with sets as (
    select
        questions.*,
        case
            when questions.partnership_id = $partnership then 'partnership'
            when questions.partnership_id = own.parent_id then 'programme'
            else 'proposed'
        end as asked_by,
        owners.data_status = 'published' as is_published
    from reflection_questions_in($language, $known_at) as questions
    inner join current_rows('partnerships', $known_at) as owners on questions.partnership_id = owners.partnership_id
    cross join current_rows_of('partnerships', $partnership, $known_at) as own
    where questions.kind = 'closure'
),

-- Its own questions, else those of its programme, else those that came with the published figures.
chosen as (
    select *
    from sets
    qualify
        rank()
            over (
                order by
                    list_position(['partnership', 'programme', 'proposed'], asked_by),
                    is_published desc,
                    partnership_id
            )
        = 1
),

answers as (
    select
        'reflection_answers' as table_name,
        *
    from current_rows_of('reflection_answers', $partnership, $known_at)
    where meeting_id is null
)

select
    chosen.question_id,
    chosen.question,
    chosen.asked_by,
    asked_in.short_title as question_source,
    organisations.name as organisation,
    answers.answer,
    answers.language,
    answers.source,
    answers.source_section,
    answers.note
from chosen
left join current_rows('sources', $known_at) as asked_in on chosen.source_id = asked_in.source_id
left join with_provenance('answers', $known_at) as answers using (question_id)
left join organisations_in($language, $known_at) as organisations
    on answers.organisation_id = organisations.organisation_id
order by
    chosen.question_id, organisations.name nulls first, answers.submission_id, answers.file_number, answers.source_row
