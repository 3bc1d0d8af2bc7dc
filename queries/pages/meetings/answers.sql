-- Question: What was answered at a reflection moment, to which question, by whom, with every version that stands?
-- Parameters: $partnership (text), $meeting (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, meeting_id, question_id, activity_id, area_id, target_group_id, organisation_id, answer,
--     language, source_id, source_section, note, submission_id, received_at, handed_in_by, versions, organisation,
--     question, question_kind, activity, area, target_group
select
    answers.partnership_id,
    answers.meeting_id,
    answers.question_id,
    answers.activity_id,
    answers.area_id,
    answers.target_group_id,
    answers.organisation_id,
    answers.answer,
    answers.language,
    answers.source_id,
    answers.source_section,
    answers.note,
    answers.submission_id,
    answers.received_at,
    answers.handed_in_by,
    answers.versions,
    organisations.name as organisation,
    questions.question,
    questions.kind as question_kind,
    activities.name as activity,
    areas.name as area,
    groups.name as target_group
from standing_versions('reflection_answers', $partnership, $known_at) as answers
left join
    organisations_in($language, $known_at) as organisations
    on answers.organisation_id = organisations.organisation_id
left join reflection_questions_in($language, $known_at) as questions on answers.question_id = questions.question_id
left join activities_in($language, $known_at) as activities on answers.activity_id = activities.activity_id
left join areas_in($language, $known_at) as areas on answers.area_id = areas.area_id
left join target_groups_in($language, $known_at) as groups
    on answers.partnership_id = groups.partnership_id and answers.target_group_id = groups.target_group_id
where answers.meeting_id = $meeting
order by
    answers.activity_id nulls last, answers.area_id nulls last, answers.target_group_id nulls last,
    questions.question_id, answers.organisation_id nulls first, answers.submission_id
