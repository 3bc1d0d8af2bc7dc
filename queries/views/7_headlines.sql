-- Question: Which row of an indicator stands on the board, under which activity, and why can it have no forecast?
-- Parameters: macro arguments: attained (text: a common table expression of the question, with the rows of attainment),
--     partnership, partner, kind (texts; the last two null for all), known_at (timestamp); columns of attainment, as_of
--     (date) and is_added (boolean: whether the values of all who are asked about are added up)
-- Columns: headlines: those of attainment, on_board; main_activities: activity_id, main_id

-- One row per indicator and day: that of the tier the partnership steers by.
create or replace macro headlines(attained, partnership, known_at, partner, kind) as table
    with programme as (
        select count(*) > 0 as is_programme
        from current_rows('partnerships', known_at)
        where parent_id = partnership
    )

    select
        attained.*,
        state <> 'no_target'
        and (
            partner::varchar is null
            or actual_low is not null
            or target is not null
            or len(readings) > 0
            or coalesce(missing = 'hidden', false)
        )
        and (attained.kind = kind or (kind::varchar is null and attained.kind <> 'context'))
        -- Programme and regional indicators are shown once somebody reports them: they are nobody's promise here.
        -- The results of a programme with partnerships stand with these: "not reported" would not be true.
        and (
            len(readings) > 0
            or coalesce(missing = 'hidden', false)
            or (level in ('partner', 'project', 'partnership') and not is_programme)
        ) as on_board
    from query_table(attained) as attained
    cross join programme
    where is_headline;

-- The activity without a parent that an activity lies in.
create or replace macro main_activities(known_at) as table
    with recursive activities_now as (
        select
            activity_id,
            parent_id
        from current_rows('activities', known_at)
    ),

    inside as (
        select
            activity_id,
            activity_id as main_id
        from activities_now
        where parent_id is null
        union all
        select
            child.activity_id,
            inside.main_id
        from activities_now as child
        inner join inside on child.parent_id = inside.activity_id
    )

    select
        activity_id,
        main_id
    from inside;

-- Why there can be no forecast for a target, or null: docs/forecast.md 1. What the series say of it comes after.
create or replace macro why_no_forecast(
    measure, target_kind, is_added, target, state, start_date, due_date, as_of, actual, actual_low
) as
case
    when measure not in ('flow', 'running_total') then 'not_counted'
    when target_kind <> 'at_least' then 'not_up'
    when not is_added then 'not_added'
    when target is null or state in ('unplanned', 'no_target') then 'no_target'
    when due_date is null then 'no_due_date'
    when due_date <= as_of then 'due'
    when start_date > as_of then 'not_begun'
    when actual is null and actual_low is not null then 'undecided'
    when actual is null then 'no_value'
end;
