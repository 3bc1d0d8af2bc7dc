-- Question: Which steps, phases and moments does this partnership go through, and how far is each?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: step_id, kind, name, contents, state, start_date, start_precision, end_date, is_of_programme
with family as (
    select
        partnership_id,
        parent_id
    from current_rows_of('partnerships', $partnership, $known_at)
),

steps as (
    select
        activity_id as step_id,
        partnership_id,
        kind,
        sequence,
        name,
        contents,
        step_on(state, start_date, end_date, $as_of, $known_at) as state,
        start_date,
        null as start_precision,
        end_date
    from activities_in($language, $known_at)
    where kind in ('step', 'phase', 'project_phase')
    union all by name
    -- A phase that is an activity as well is shown once.
    select
        milestone_id as step_id,
        partnership_id,
        kind,
        title as name,
        state_on(state, start_date, end_date, $as_of, $known_at) as state,
        start_date,
        date_precision as start_precision,
        end_date
    from milestones_in($language, $known_at)
    where
        kind in ('application', 'selection', 'start', 'process', 'handover', 'closure', 'end')
        or (
            kind = 'phase'
            and partnership_id not in (
                select partnership_id
                from current_rows('activities', $known_at)
                where kind in ('step', 'phase', 'project_phase')
            )
        )
)

select
    steps.step_id,
    steps.kind,
    steps.name,
    steps.contents,
    -- Planned, and its day has passed: nobody has said whether it was done.
    case
        when steps.state = 'planned' and coalesce(steps.end_date, steps.start_date) < $as_of::date then 'passed'
        else steps.state
    end as state,
    steps.start_date,
    steps.start_precision,
    steps.end_date,
    steps.partnership_id <> $partnership as is_of_programme
from steps
where
    steps.partnership_id = $partnership
    -- The steps of a programme hold for its partnerships when they have none of their own.
    or (
        steps.partnership_id in (select parent_id from family)
        and steps.kind = 'step'
        and not exists (
            select 1 from steps as own
            where own.partnership_id = $partnership and own.kind = 'step'
        )
    )
order by
    list_position(
        [
            'application', 'selection', 'process', 'step', 'start', 'project_phase', 'phase', 'handover', 'end',
            'closure'
        ],
        steps.kind
    ),
    steps.sequence nulls last,
    steps.start_date nulls last,
    steps.step_id,
    steps.partnership_id
