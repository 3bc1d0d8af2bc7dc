-- Question: Which questions does a partnership ask itself at a reflection moment? Its own, else those of published
--     ones, whose practice is described.
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: question_id, partnership_id, kind, question, is_own, source
with asked as (
    select
        questions.question_id,
        questions.partnership_id,
        questions.kind,
        questions.question,
        questions.source_id,
        questions.partnership_id = $partnership as is_own,
        bool_or(questions.partnership_id = $partnership) over () as has_own,
        partnerships.data_status
    from reflection_questions_in($language, $known_at) as questions
    inner join current_rows('partnerships', $known_at) as partnerships
        on questions.partnership_id = partnerships.partnership_id
    where questions.kind in ('evaluation', 'recommendation', 'helped', 'hindered')
),

chosen as (
    select *
    from asked
    where is_own or (not has_own and data_status = 'published')
)

select
    chosen.question_id,
    chosen.partnership_id,
    chosen.kind,
    chosen.question,
    chosen.is_own,
    coalesce(sources.short_title, chosen.source_id) as source
from chosen
left join current_rows('sources', $known_at) as sources using (source_id)
order by
    case chosen.kind when 'evaluation' then 1 when 'helped' then 2 when 'hindered' then 3 else 4 end,
    chosen.question_id
