-- Question: What happened when, phase by phase and moment by moment, and what is still to come?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: item_id, name, kind, state, start_date, start_precision, end_date, first_year, last_year, is_moment,
--     source, source_section, note, submission_id, file_name, sheet, source_row
with items as (
    select
        'activities' as table_name,
        activities.* replace (step_on(state, start_date, end_date, $as_of, $known_at) as state),
        activity_id as item_id,
        null as start_precision
    from activities_in($language, $known_at) as activities
    where partnership_id = $partnership and kind in ('step', 'phase', 'project_phase', 'deliverable')
    union all by name
    select
        'milestones' as table_name,
        milestones.* replace (step_on(state, start_date, end_date, $as_of, $known_at) as state),
        milestone_id as item_id,
        title as name,
        date_precision as start_precision
    from milestones_in($language, $known_at) as milestones
    -- What surrounds the partnership, or comes back, is no part of its course.
    where partnership_id = $partnership and kind not in ('context', 'recurring', 'record_update', 'data_cutoff')
)

select
    item_id,
    name,
    kind,
    -- Planned, and its day has passed: nobody has said whether it was done.
    case
        when state = 'planned' and coalesce(end_date, start_date) < $as_of::date then 'passed'
        else state
    end as state,
    start_date,
    start_precision,
    end_date,
    year(start_date)::integer as first_year,
    year(coalesce(end_date, start_date))::integer as last_year,
    table_name = 'milestones' as is_moment,
    source,
    source_section,
    note,
    submission_id,
    file_name,
    sheet,
    source_row
from with_provenance('items', $known_at)
order by start_date nulls last, end_date nulls last, table_name, item_id
