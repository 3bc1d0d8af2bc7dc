-- Question: Which stored rows does the closure report rest on, in which file?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, day, source, source_section, note, submission_id, file_name, sheet, source_row, total
with organisation_names as (
    select
        organisation_id,
        name
    from organisations_in($language, $known_at)
),

rows_behind as (
    select
        'partnerships' as table_name,
        *,
        end_date as day
    from partnerships_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'results' as table_name,
        results.*,
        concat_ws(' · ', indicators.name, organisation_names.name) as name,
        results.period_end as day
    from current_results($partnership, $known_at) as results
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    left join organisation_names on results.partner_id = organisation_names.organisation_id
    where
        indicators.kind in ('output', 'result', 'communication')
        and results.period_end <= $as_of::date
        and results.area_id is null
        and results.target_group_id is null
        and results.gender is null
    union all by name
    select
        'targets' as table_name,
        targets.*,
        indicators.name,
        targets.due_date as day
    from current_rows_of('targets', $partnership, $known_at) as targets
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    where targets.tier = 'programme'
    union all by name
    select
        'reflection_answers' as table_name,
        answers.*,
        questions.question as name
    from current_rows_of('reflection_answers', $partnership, $known_at) as answers
    inner join reflection_questions_in($language, $known_at) as questions using (question_id)
    where answers.meeting_id is null
    union all by name
    select
        'good_practices' as table_name,
        *
    from good_practices_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'activities' as table_name,
        *,
        start_date as day
    from activities_in($language, $known_at)
    where partnership_id = $partnership and kind in ('deliverable', 'step', 'phase', 'project_phase')
    union all by name
    select
        'partners' as table_name,
        members.*,
        concat_ws(' · ', organisation_names.name, members.responsibility) as name,
        members.date_joined as day
    from partners_in($language, $known_at) as members
    left join organisation_names using (organisation_id)
    where
        members.partnership_id = $partnership
        and members.role in ('pilot', 'continuation_partner')
        and coalesce(members.date_joined <= $as_of::date, true)
    union all by name
    select
        'milestones' as table_name,
        *,
        title as name,
        start_date as day
    from milestones_in($language, $known_at)
    where partnership_id = $partnership and kind not in ('context', 'recurring', 'record_update', 'data_cutoff')
)

select
    table_name,
    name,
    day,
    source,
    source_section,
    note,
    submission_id,
    file_name,
    sheet,
    source_row,
    count(*) over () as total
from with_provenance('rows_behind', $known_at)
order by
    list_position(
        [
            'partnerships', 'targets', 'results', 'reflection_answers', 'good_practices', 'activities', 'partners',
            'milestones'
        ],
        table_name
    ),
    day desc nulls last,
    submission_id,
    file_number,
    source_row
-- A page can show no more; how many there are stands in total.
limit 500
