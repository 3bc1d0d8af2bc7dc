-- Question: What was made and what was tried out, how far is each, who tried it out, and which one is late? The late
--     ones and those that have furthest to go stand first.
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: activity_id, name, kind, state, steps_reached, start_date, end_date, is_late, lead, pilots,
--     source, source_section, note, submission_id, file_name, sheet, source_row
with pilots as (
    select
        partners.activity_id,
        list(distinct organisations.name order by organisations.name) as pilots
    from current_rows_of('partners', $partnership, $known_at) as partners
    inner join organisations_in($language, $known_at) as organisations
        on partners.organisation_id = organisations.organisation_id
    where partners.role = 'pilot' and coalesce(partners.date_joined <= $as_of::date, true)
    group by partners.activity_id
),

made as (
    select
        'activities' as table_name,
        activities.* replace (
            state_on(activities.state, activities.start_date, activities.end_date, $as_of, $known_at) as state
        ),
        pilots.pilots
    from activities_in($language, $known_at) as activities
    left join pilots using (activity_id)
    where
        activities.partnership_id = $partnership
        and (activities.kind = 'deliverable' or pilots.pilots is not null)
)

select
    made.activity_id,
    made.name,
    made.kind,
    made.state,
    -- Planned, in preparation, piloted, tested, published; what is not a deliverable has no such steps.
    case
        when made.kind = 'deliverable'
            then
                case made.state
                    when 'planned' then 1
                    when 'in_preparation' then 2
                    when 'running' then 2
                    when 'piloted' then 3
                    when 'tested' then 4
                    when 'published' then 5
                    when 'done' then 5
                end
    end as steps_reached,
    made.start_date,
    made.end_date,
    -- One of which nobody stated the state is not called late.
    coalesce(made.end_date < $as_of::date and steps_reached < 5, false) as is_late,
    leads.name as lead,
    made.pilots,
    made.source,
    made.source_section,
    made.note,
    made.submission_id,
    made.file_name,
    made.sheet,
    made.source_row
from with_provenance('made', $known_at) as made
left join organisations_in($language, $known_at) as leads on made.lead_partner_id = leads.organisation_id
order by
    made.kind = 'deliverable' desc,
    is_late desc,
    steps_reached nulls last,
    made.end_date,
    made.name,
    made.activity_id
