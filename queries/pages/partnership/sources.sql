-- Question: Which stored rows say who takes part, what is planned, who is paid, agreed and visited, in which file?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, name, day, source, source_section, note, submission_id, file_name, sheet, source_row, total
with family as (
    select $partnership as partnership_id
    union
    select parent_id as partnership_id
    from current_rows_of('partnerships', $partnership, $known_at)
    where parent_id is not null
),

organisation_names as (
    select
        organisation_id,
        name
    from organisations_in($language, $known_at)
),

rows_behind as (
    select
        'partnerships' as table_name,
        *,
        start_date as day
    from partnerships_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'partners' as table_name,
        members.*,
        concat_ws(' · ', organisation_names.name, members.responsibility) as name,
        members.date_joined as day
    from partners_in($language, $known_at) as members
    left join organisation_names using (organisation_id)
    where members.partnership_id = $partnership and coalesce(members.date_joined <= $as_of::date, true)
    union all by name
    select
        'activities' as table_name,
        *,
        start_date as day
    from activities_in($language, $known_at)
    -- The steps of a programme may be those of its partnerships.
    where partnership_id = $partnership or (kind = 'step' and partnership_id in (select partnership_id from family))
    union all by name
    select
        'milestones' as table_name,
        *,
        title as name,
        start_date as day
    from milestones_in($language, $known_at)
    where partnership_id = $partnership
    union all by name
    select
        'staffing' as table_name,
        posts.*,
        concat_ws(' · ', organisation_names.name, posts.period) as name,
        posts.period_end as day
    from current_rows_of('staffing', $partnership, $known_at) as posts
    left join organisation_names on posts.partner_id = organisation_names.organisation_id
    where coalesce(posts.period_end <= $as_of::date, true)
    union all by name
    select
        'agreements' as table_name,
        * exclude (name),
        concat_ws(' · ', agreement_id || ' ' || name, partner_code) as name
    from current_rows_of('agreements', $partnership, $known_at)
    union all by name
    select
        'budgets' as table_name,
        budgets.*,
        organisation_names.name
    from current_rows_of('budgets', $partnership, $known_at) as budgets
    left join organisation_names on budgets.funder_id = organisation_names.organisation_id
    where budgets.line = 'action_cost'
    union all by name
    select
        'target_groups' as table_name,
        *
    from target_groups_in($language, $known_at)
    where partnership_id = $partnership and selected
    union all by name
    select
        'meetings' as table_name,
        *,
        decisions as name,
        meeting_date as day
    from current_rows_of('meetings', $partnership, $known_at)
    where kind = 'quality_visit' and meeting_date <= $as_of::date
    union all by name
    select
        'recommendations' as table_name,
        items.*,
        items.text as name,
        items.due_date as day
    from recommendations_in($language, $known_at) as items
    left join current_rows_of('meetings', $partnership, $known_at) as visits using (meeting_id)
    where
        items.partnership_id = $partnership
        -- What the visits of the quality coach and the selection left; the rest belongs to other meetings.
        and (
            items.kind = 'improvement'
            or (items.meeting_id is null and items.kind in ('criterion', 'outcome', 'recommendation'))
        )
        and coalesce(visits.meeting_date <= $as_of::date, true)
    union all by name
    select
        'support_requests' as table_name,
        requests.*,
        organisation_names.name,
        requests.period_end as day
    from current_rows_of('support_requests', $partnership, $known_at) as requests
    left join organisation_names using (organisation_id)
    where requests.period_end <= $as_of::date
    union all by name
    select
        'assessments' as table_name,
        told.*,
        concat_ws(' · ', organisation_names.name, told.heading) as name,
        told.period_end as day
    from current_rows_of('assessments', $partnership, $known_at) as told
    left join organisation_names on told.partner_id = organisation_names.organisation_id
    where told.period_end <= $as_of::date
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
            'partnerships', 'partners', 'milestones', 'activities', 'budgets', 'target_groups', 'meetings',
            'recommendations', 'staffing', 'agreements', 'assessments', 'support_requests'
        ],
        table_name
    ),
    submission_id,
    file_number,
    source_row
-- A page can show no more; how many there are stands in total.
limit 500
