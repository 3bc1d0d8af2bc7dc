-- Question: What are the records called that doubts touch and rules judge?
-- Parameters: $known_at (timestamp), $language (text)
-- Columns: table_name, record_id, name
select
    'indicators' as table_name,
    indicator_id as record_id,
    name
from indicators_in($language, $known_at)
union all
select
    'activities' as table_name,
    activity_id as record_id,
    name
from activities_in($language, $known_at)
union all
select
    'areas' as table_name,
    area_id as record_id,
    name
from areas_in($language, $known_at)
union all
select
    'organisations' as table_name,
    organisation_id as record_id,
    name
from organisations_in($language, $known_at)
union all
select
    'partnerships' as table_name,
    partnership_id as record_id,
    name
from partnerships_in($language, $known_at)
union all
select
    'milestones' as table_name,
    milestone_id as record_id,
    title as name
from milestones_in($language, $known_at)
union all
select
    'reporting_calendar' as table_name,
    obligation_id as record_id,
    name
from reporting_calendar_in($language, $known_at)
union all
select
    'coverage_statistics' as table_name,
    statistic_id as record_id,
    name
from coverage_statistics_in($language, $known_at)
union all
select distinct
    'target_groups' as table_name,
    target_group_id as record_id,
    name
from target_groups_in($language, $known_at)
union all
select
    'meetings' as table_name,
    meeting_id as record_id,
    strftime(meeting_date, '%Y-%m-%d') as name
from current_rows('meetings', $known_at)
order by table_name, record_id, name
